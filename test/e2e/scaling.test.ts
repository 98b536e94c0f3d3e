// Two workers per queue share a day of many accounts without any configuration, histories stay small, and a worker told to stop drains.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { dayRunId } from '../../src/contract/workflow-ids.ts';
import { isoDate } from '../helpers/builders.ts';
import { collectHistories, eventCount, type FoundHistory } from '../helpers/histories.ts';
import { manyAccounts } from '../helpers/many-accounts.ts';
import { largestPayload } from '../helpers/payloads.ts';
import type { EndedRun } from '../helpers/real-api.ts';
import { startRealStack, type RealStack } from '../helpers/real-stack.ts';
import { waitFor } from '../helpers/wait-for.ts';

/** More than two partitions' worth. */
const ACCOUNTS = manyAccounts(64);
const DATE = '2026-07-07';
const DRAINED_DATE = '2026-07-08';

/**
 * A server without the capability `workerPollCompleteOnShutdown` can hand a step to a poll that is just being given up.
 * Nobody begins that step: its heartbeat runs out and another worker takes it. What a worker has begun must not end like that.
 */
const NEVER_BEGUN = /: attempt 2 after: activity Heartbeat timeout$/;

let stack: RealStack;
let run: EndedRun;
let histories: readonly FoundHistory[];

beforeAll(async () => {
  stack = await startRealStack({ workers: { default: 2, heavy: 2 } });
  await stack.putAccounts(ACCOUNTS);
  run = await stack.runDay({ date: DATE });
  histories = await historiesOf(DATE);
}, 180_000);
afterEach(() => stack.faults.clear());
afterAll(() => stack?.stop());

const historiesOf = (date: string) => collectHistories(stack.client, [dayRunId('daily', isoDate(date))]);

const eventsOf = (found: readonly FoundHistory[]) => found.flatMap(({ history }) => history.events ?? []);

/** Of the workers that took a step of the heavy queue. */
const trainers = (found: readonly FoundHistory[]): ReadonlySet<string> =>
  identities(eventsOf(found).map(({ activityTaskStartedEventAttributes: started }) => started?.identity));

/** Of the workers that advanced a workflow. */
const deciders = (found: readonly FoundHistory[]): ReadonlySet<string> =>
  identities(eventsOf(found).map(({ workflowTaskStartedEventAttributes: started }) => started?.identity));

const identities = (found: readonly (string | null | undefined)[]): ReadonlySet<string> =>
  new Set(found.filter((identity) => typeof identity === 'string'));

const workersNamed = (queue: string, all: ReadonlySet<string>): readonly string[] =>
  [...all].filter((identity) => identity.startsWith(`${queue}@`));

const pidsIn = (found: readonly string[]): readonly number[] =>
  found.map((identity) => Number(identity.split(':').at(-1))).sort((a, b) => a - b);

const pidsOf = (...names: readonly string[]): readonly number[] =>
  names.map((name) => stack.pidOf(name)).sort((a, b) => a - b);

const accountDays = (found: readonly FoundHistory[]) =>
  found.filter(({ workflowId }) => workflowId.startsWith('account-day/'));

describe('a day of 64 accounts with two workers per queue', () => {
  test('is published for all', () => {
    expect(run.tally).toMatchObject({ accounts: ACCOUNTS.length, published: ACCOUNTS.length, failed: 0 });
    expect(accountDays(histories)).toHaveLength(ACCOUNTS.length);
  });

  test('is trained by both heavy workers and by nobody else', () => {
    expect(pidsIn(workersNamed('heavy', trainers(histories)))).toEqual(pidsOf('worker-heavy', 'worker-heavy-2'));
    expect(workersNamed('heavy', deciders(histories))).toEqual([]);
  });

  test('is led by both default workers', () => {
    expect(pidsIn(workersNamed('default', deciders(histories)))).toEqual(pidsOf('worker-default', 'worker-default-2'));
  });

  test('keeps every account day below 80 events and every parent below 4,096', () => {
    for (const { workflowId, history } of accountDays(histories)) {
      expect(eventCount(history), workflowId).toBeLessThan(80);
    }
    const parents = histories.filter((found) => !accountDays(histories).includes(found));
    expect(parents.length).toBeGreaterThanOrEqual(5);
    for (const { workflowId, history } of parents) expect(eventCount(history), workflowId).toBeLessThan(4_096);
  });

  test('carries no payload above 16 KB through Temporal', () => {
    for (const { workflowId, history } of histories) {
      expect(largestPayload(history), workflowId).toBeLessThanOrEqual(16 * 1_024);
    }
    expect(Math.max(...histories.map(({ history }) => largestPayload(history)))).toBeGreaterThan(0);
  });
});

describe('workers told to stop', () => {
  test('in the middle of a day end with code 0 and fail no step', async () => {
    await stack.faults.add({ source: 'ad-exchange', kind: 'latency', ms: 300 });
    const id = await stack.startDay({ date: DRAINED_DATE });
    await waitFor('some accounts published', async () => {
      const { published = 0 } = await stack.store.runs.countAccountDays('daily', isoDate(DRAINED_DATE), {});
      return published >= 5;
    });
    for (const name of ['worker-heavy-2', 'worker-default-2']) process.kill(stack.pidOf(name), 'SIGTERM');
    const ended = await stack.ended(id);

    expect(ended.tally).toMatchObject({ accounts: ACCOUNTS.length, published: ACCOUNTS.length, failed: 0 });
    for (const name of ['worker-heavy-2', 'worker-default-2']) expect(await endOf(name)).toContain('with code 0;');
    expect(troubleIn(await historiesOf(DRAINED_DATE)).filter((trouble) => !NEVER_BEGUN.test(trouble))).toEqual([]);
  }, 150_000);

  test('finish the step they are in the middle of, at its first attempt', async () => {
    await waitFor('both default workers', () =>
      Promise.resolve(pidsOf('worker-default', 'worker-default-2').length === 2),
    );
    const slow = await stack.faults.add({ source: 'rates-a', kind: 'latency', ms: 3_000 });
    const id = await stack.startBackfill({ from: '2026-06-01', to: '2026-06-03', accounts: ['many-001'] });
    await waitFor('the rates asked for', async () => (await stack.faults.acted()).get(slow) === 1);
    const worker = await workerOfStep(id);
    const before = stack.said.length;
    process.kill(stack.pidOf(worker.name), 'SIGTERM');

    expect(await endOf(worker.name, before)).toContain('with code 0;');
    expect((await stack.ended(id)).tally).toMatchObject({ accounts: 1, failed: 0 });
    const [root] = await collectHistories(stack.client, [id]);
    const attempts = (root?.history.events ?? []).flatMap(({ activityTaskStartedEventAttributes: started }) =>
      started?.identity === worker.identity ? [started.attempt] : [],
    );
    expect(attempts).toEqual([1]);
    expect(await stack.faults.acted()).toEqual(new Map([[slow, 1]]));
  }, 60_000);
});

/** Which default worker has begun the step that the run waits for. */
async function workerOfStep(runId: string): Promise<{ readonly name: string; readonly identity: string }> {
  const { raw } = await stack.client.workflow.getHandle(runId).describe();
  const identity = raw.pendingActivities?.[0]?.lastWorkerIdentity ?? '';
  const name = ['worker-default', 'worker-default-2'].find((each) => identity.endsWith(`:${stack.pidOf(each)}`));
  if (name === undefined) throw new Error(`No default worker has the step; its worker is "${identity}".`);
  return { name, identity };
}

/** What the supervisor said when the process ended, at the latest after its grace time. */
async function endOf(name: string, since = 0): Promise<string | undefined> {
  const find = (): string | undefined => stack.said.slice(since).find((line) => line.startsWith(`${name} ended`));
  await waitFor(`${name} ended`, () => Promise.resolve(find() !== undefined));
  return find();
}

/** Every attempt that failed, ran out of time or had to be repeated. */
function troubleIn(found: readonly FoundHistory[]): readonly string[] {
  return found.flatMap(({ workflowId, history }) =>
    (history.events ?? []).flatMap((event) => {
      const { attempt, lastFailure } = event.activityTaskStartedEventAttributes ?? {};
      const trouble = [
        (attempt ?? 1) > 1 ? `attempt ${attempt} after: ${lastFailure?.message ?? 'unknown'}` : null,
        event.activityTaskFailedEventAttributes ? 'step failed' : null,
        event.activityTaskTimedOutEventAttributes ? 'step timed out' : null,
        event.workflowTaskFailedEventAttributes ? 'workflow task failed' : null,
        event.markerRecordedEventAttributes?.failure ? 'local step failed' : null,
      ];
      return trouble.flatMap((what) =>
        what === null ? [] : [`${workflowId}, event ${String(event.eventId)}: ${what}`],
      );
    }),
  );
}
