// The watch: delivers what is to be told, and finds what no run can find about itself. Started every few minutes by a schedule;
// each run looks several times, so that alerts go out within a minute without a workflow every minute.
import { isCancellation, setCurrentDetails, sleep } from '@temporalio/workflow';
import type { DeliveryResult, WatchInput } from '../contract/alert-messages.ts';
import { endingOf } from './failures.ts';
import { steps } from './steps.ts';

const DEFAULT: WatchInput = { looks: 5, intervalMs: 60_000 };

/** Never fails for what is watched: a store that is away is there again at the next look. */
export async function watch(input: WatchInput = DEFAULT): Promise<DeliveryResult> {
  await quietly(() => steps.watchDurations({ at: now() }, 'longer than normal'));
  let total: DeliveryResult = { sent: 0, failed: 0, givenUp: 0 };
  for (let look = 1; look <= input.looks; look += 1) {
    if (look > 1) await sleep(input.intervalMs, { summary: 'until the next look' });
    total = plus(total, await lookOnce());
  }
  setCurrentDetails(`${total.sent} notifications sent, ${total.failed} attempts failed, ${total.givenUp} given up`);
  return total;
}

async function lookOnce(): Promise<DeliveryResult> {
  await quietly(() => steps.watchAlerts({ at: now() }, 'missing runs and recoveries'));
  return (await quietly(() => steps.deliverNotifications({ at: now() }))) ?? { sent: 0, failed: 0, givenUp: 0 };
}

const now = (): string => new Date().toISOString();

async function quietly<T>(step: () => Promise<T>): Promise<T | null> {
  try {
    return await step();
  } catch (error) {
    if (isCancellation(error)) throw error;
    setCurrentDetails(`A look failed: ${endingOf(error).message}`);
    return null;
  }
}

const plus = (a: DeliveryResult, b: DeliveryResult): DeliveryResult => ({
  sent: a.sent + b.sent,
  failed: a.failed + b.failed,
  givenUp: a.givenUp + b.givenUp,
});
