// Predictions of many at once: part after part on the heavy queue, a few at a time. Questions and answers stay in the store.
import { CancellationScope, isCancellation } from '@temporalio/workflow';
import { BULK_IN_FLIGHT } from '../contract/limits.ts';
import type { BulkEnding, BulkInput } from '../contract/messages.ts';
import { catalogueFailure, endingOf } from './failures.ts';
import { steps } from './steps.ts';

export async function predictBulk(input: BulkInput): Promise<void> {
  const { bulkId } = input;
  try {
    await answerParts(input);
    await steps.finishBulk({ bulkId, status: 'completed', error: null });
  } catch (error) {
    await CancellationScope.nonCancellable(() => steps.finishBulk({ bulkId, ...endOf(error) }));
    throw isCancellation(error) ? error : catalogueFailure(error);
  }
}

/** A part that fails for good is the end of the whole: its fellows are not started any more. */
async function answerParts({ bulkId, parts, horizonDays }: BulkInput): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < parts) {
      const part = next++;
      await steps.predictPart({ bulkId, part, horizonDays }, `part ${part + 1} of ${parts}`);
    }
  };
  await CancellationScope.cancellable(async () => {
    const lanes = Array.from({ length: Math.min(BULK_IN_FLIGHT, parts) }, lane);
    await Promise.all(lanes).catch((error: unknown) => {
      CancellationScope.current().cancel();
      throw error;
    });
  });
}

const endOf = (error: unknown): Omit<BulkEnding, 'bulkId'> =>
  isCancellation(error)
    ? { status: 'cancelled', error: null }
    : { status: 'failed', error: endingOf(error).message.slice(0, 500) };
