// The local autoscaler on a real stack: a backlog brings a worker, a quiet queue loses it again, and nothing is lost or done twice.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLocalAutoscaler, type LocalAutoscaler } from '../../scripts/lib/local-autoscaler.ts';
import { isRunning } from '../../scripts/lib/process-info.ts';
import { whenAnnounced } from '../../scripts/lib/ready.ts';
import { nodeProcess } from '../../scripts/lib/stack-processes.ts';
import { createWorkerPool } from '../../scripts/lib/worker-pool.ts';
import { dayRunId } from '../../src/contract/workflow-ids.ts';
import { parsePolicies } from '../../src/operations/scaling-policy.ts';
import { parseRecord } from '../../src/operations/scaling-record.ts';
import { isoDate } from '../helpers/builders.ts';
import { collectHistories, type FoundHistory } from '../helpers/histories.ts';
import { manyAccounts } from '../helpers/many-accounts.ts';
import { startRealStack, type RealStack } from '../helpers/real-stack.ts';
import { waitFor } from '../helpers/wait-for.ts';

const ACCOUNTS = manyAccounts(30);
const DATE = '2026-07-07';
const TASK_QUEUE_TYPE_ACTIVITY = 2;

/** Quick enough for a test: a worker for what waits a second, and none after six quiet seconds. */
const POLICIES = parsePolicies(
  JSON.stringify({
    default: { min: 1, max: 1 },
    heavy: { min: 1, max: 2, targetBacklogAgeSeconds: 1, scaleUpCooldownSeconds: 1, scaleDownAfterSeconds: 6 },
  }),
  'the test',
);

let stack: RealStack;

beforeAll(async () => {
  stack = await startRealStack({ env: { WORKER_HEAVY_THREADS: '1' } });
  await stack.putAccounts(ACCOUNTS);
});
afterAll(() => stack?.stop());

/** Temporal's own limit: with 0 no task of the queue is handed out, so that a backlog stands for as long as the test wants. */
async function limitHeavyQueue(requestsPerSecond: number | null): Promise<void> {
  await stack.client.workflowService.updateTaskQueueConfig({
    namespace: stack.client.options.namespace,
    identity: 'e2e-test',
    taskQueue: 'heavy',
    taskQueueType: TASK_QUEUE_TYPE_ACTIVITY,
    updateQueueRateLimit: {
      reason: 'test',
      rateLimit: requestsPerSecond === null ? null : { requestsPerSecond },
    },
  });
}

const pidIfUp = (name: string): number | null =>
  stack.stack.supervisor.states().find((state) => state.name === name)?.pid ?? null;

const saidOf = (pattern: RegExp): readonly string[] => stack.said.filter((line) => pattern.test(line));

const lastLogLine = (name: string): string =>
  readFileSync(join(stack.stateDir, 'logs', `${name}.log`), 'utf8')
    .trim()
    .split('\n')
    .at(-1) ?? '';

/** Attempts of every step that a worker began, ordinary ones; 1 each when nothing had to be repeated. */
const attemptsIn = (found: readonly FoundHistory[]): readonly number[] =>
  found.flatMap(({ history }) =>
    (history.events ?? []).flatMap(({ activityTaskStartedEventAttributes: started }) =>
      started === null || started === undefined ? [] : [started.attempt ?? 1],
    ),
  );

describe.sequential('a day of 30 accounts whose training waits', () => {
  let autoscaler: LocalAutoscaler;
  let firstHeavy: number;
  let secondHeavy: number;

  beforeAll(async () => {
    firstHeavy = stack.pidOf('worker-heavy');
    await limitHeavyQueue(0);
    autoscaler = await startLocalAutoscaler(stack.stack, { policies: POLICIES, intervalMs: 1_000 });
  });
  afterAll(() => autoscaler?.stop());

  test('gets a second heavy worker, and no third', async () => {
    await stack.startDay({ date: DATE });
    await waitFor('a second heavy worker', async () => pidIfUp('worker-heavy-2') !== null, 60_000);
    await waitFor('both workers counted', async () => saidOf(/ heavy +[1-9]\d* .* 2 +2 {2}at-max/).length > 0);
    secondHeavy = stack.pidOf('worker-heavy-2');
    expect(pidIfUp('worker-heavy-3')).toBeNull();
    expect(pidIfUp('worker-default-2')).toBeNull();
  });

  test('is done with both, and each step at its first attempt', async () => {
    await limitHeavyQueue(null);
    const { tally } = await stack.ended(dayRunId('daily', isoDate(DATE)));
    expect(tally).toMatchObject({ accounts: ACCOUNTS.length, published: ACCOUNTS.length, failed: 0 });
  });

  test('loses the younger worker after the quiet window: it ends by itself, and the other one stays', async () => {
    await waitFor('one worker drained', async () => saidOf(/^worker-heavy-2 drained in/).length === 1, 60_000);
    expect(isRunning({ pid: secondHeavy, startMark: null })).toBe(false);
    expect(lastLogLine('worker-heavy-2')).toContain('worker stopped');
    expect(stack.pidOf('worker-heavy')).toBe(firstHeavy);
    expect(stack.stack.supervisor.states().map(({ name }) => name)).not.toContain('worker-heavy-2');
    expect(saidOf(/ended by SIG|is given up/)).toEqual([]);
  });

  test('has lost no step and run none twice', async () => {
    const histories = await collectHistories(stack.client, [dayRunId('daily', isoDate(DATE))]);
    const attempts = attemptsIn(histories);
    expect(attempts.length).toBeGreaterThan(0);
    expect(new Set(attempts)).toEqual(new Set([1]));
  });

  test('leaves a recording of what the autoscaler saw', async () => {
    const [file = ''] = readdirSync(autoscaler.recordings);
    const heavy = parseRecord(readFileSync(join(autoscaler.recordings, file), 'utf8'), file).get('heavy') ?? [];
    expect(new Set(heavy.map(({ workers }) => workers))).toEqual(new Set([1, 2]));
    expect(Math.max(...heavy.map(({ backlog }) => backlog))).toBeGreaterThan(0);
    expect(Math.max(...heavy.map(({ pendingWork }) => pendingWork))).toBe(ACCOUNTS.length);
  });
});

describe('the autoscaler for containers', () => {
  test('learns from Temporal alone who works and with how many slots, and says what it wants', async () => {
    const { supervisor, env, mode, stateDir } = stack.stack;
    const { port } = await supervisor.start({
      ...nodeProcess(
        { env: { ...env, AUTOSCALER_PORT: '0', SCALING_INTERVAL_SECONDS: '1' }, mode, stateDir },
        { name: 'autoscaler', entry: 'workers/autoscaler', kind: 'node' },
      ),
      ready: whenAnnounced,
      graceMs: 10_000,
      stage: 3,
    });
    // Workers tell the server every ten seconds what they have in hand.
    const queue = z.object({
      wanted: z.number(),
      figures: z.object({ workers: z.number(), slotsTotal: z.number().nullable() }),
    });
    const seen: unknown[] = [];
    await waitFor('both queues with their slots', async () => {
      const answer = await fetch(`http://127.0.0.1:${String(port)}/desired`);
      const { heavy, default: light } = z.object({ heavy: queue, default: queue }).parse(await answer.json());
      seen.push({ heavy, light });
      return heavy.figures.slotsTotal === 2 && light.figures.slotsTotal === 132;
    });
    expect(seen.at(-1)).toMatchObject({
      heavy: { wanted: 1, figures: { workers: 1 } },
      light: { wanted: 1, figures: { workers: 1 } },
    });
    await supervisor.remove('autoscaler');
    expect(lastLogLine('autoscaler')).toContain('autoscaler stopping');
  }, 45_000);
});

describe('a pool of two default workers, one in the middle of a step', () => {
  test('lets the idle one go; told to go, the busy one finishes its step first', async () => {
    const pool = createWorkerPool(stack.stack, 'default');
    await pool.scaleTo(2);
    const slow = await stack.faults.add({ source: 'rates-a', kind: 'latency', ms: 6_000 });
    const id = await stack.startBackfill({ from: '2026-06-01', to: '2026-06-03', accounts: ['many-001'] });
    await waitFor('the rates asked for', async () => (await stack.faults.acted()).get(slow) === 1);
    const { raw } = await stack.client.workflow.getHandle(id).describe();
    const identity = raw.pendingActivities?.[0]?.lastWorkerIdentity ?? '';
    const names = ['worker-default', 'worker-default-2'];
    const busy = names.find((name) => identity.endsWith(`:${stack.pidOf(name)}`));

    await pool.scaleTo(1);
    await pool.drained();
    expect(names.filter((name) => pidIfUp(name) !== null)).toEqual([busy]);

    await stack.stack.supervisor.remove(busy ?? '');
    expect(lastLogLine(busy ?? '')).toContain('worker stopped');
    await pool.scaleTo(1);
    expect((await stack.ended(id)).tally).toMatchObject({ accounts: 1, failed: 0 });
    const [root] = await collectHistories(stack.client, [id]);
    const started = (root?.history.events ?? []).flatMap(
      ({ activityTaskStartedEventAttributes: begun }) => begun ?? [],
    );
    expect(started.filter((begun) => begun.identity === identity).map(({ attempt }) => attempt)).toEqual([1]);
    expect((await stack.faults.acted()).get(slow)).toBe(1);
  }, 90_000);
});
