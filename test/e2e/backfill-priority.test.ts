// A backfill that a schedule started without a priority of its own: everything below it goes behind today's run, also in the run
// that continues as new. On a real Temporal server, because the time-skipping one knows no priorities.
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DefaultActivities } from '../../src/contract/activities.ts';
import { DEFAULT_QUEUE } from '../../src/contract/queues.ts';
import { WORKFLOWS } from '../../src/contract/workflow-ids.ts';
import { accountId, isoDate } from '../helpers/builders.ts';
import { startDevServer, type DevServer } from '../helpers/dev-server.ts';
import { collectHistories } from '../helpers/histories.ts';
import { bundleWorkflows } from '../helpers/workflow-bundle.ts';

const ids = ['a', 'b', 'c', 'd'].map(accountId);
const [a = accountId('-'), b = accountId('-'), c = accountId('-')] = ids;
const date = isoDate('2026-11-20');

/** Steps that answer at once: two pages of a backfill, one restated account, a day of one account that is done already. */
const answers: Partial<DefaultActivities> = {
  beginRun: async () => undefined,
  measureBackfill: async () => ({ accounts: 3, days: 3, requests: 3, priced: null }),
  planBackfillPage: async ({ after }) =>
    after === null
      ? {
          accounts: [a, b].map((id) => ({ accountId: id, requests: 1, cohort: 'default', tier: 'standard' })),
          through: b,
          next: b,
        }
      : { accounts: [{ accountId: c, requests: 1, cohort: 'default', tier: 'standard' }], through: c, next: null },
  planAccountHistory: async () => ({ pieces: [] }),
  findRestated: async ({ through }) => ({ groups: through === c ? [{ date, accounts: [c] }] : [] }),
  finishBackfill: async () => undefined,
  planPartitions: async () => ({ partitions: [{ after: null, through: c, limit: 50 }], next: null }),
  listAccountPage: async () => ({ ids: [c] }),
  beginAccountDay: async () => ({
    alreadyDone: true,
    dayEndsInMs: 0,
    timeZone: 'UTC',
    sources: [],
    currency: 'EUR' as never,
    convertCurrency: false,
  }),
  askRates: async () => null,
  findRates: async () => ({ ratesId: 'r', provider: 'rates-a', quoteDate: date }),
  compareRates: async () => ({ compared: 0, largest: null, alerted: false }),
  judgeBatch: async ({ wave }) => ({ wave, decision: 'empty', judged: 0, published: 0, held: 0, hold: null }),
  lookAtDay: async () => ({
    memory: { startedAtMs: 0, firstLookMs: 0, deadlines: {} },
    deadlines: [],
    nextLookMs: 60_000,
    summary: '',
  }),
  summariseDay: async () => [],
};

let server: DevServer;
let connection: Connection;
let native: NativeConnection;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  server = await startDevServer();
  connection = await Connection.connect({ address: server.address });
  native = await NativeConnection.connect({ address: server.address });
});
afterAll(async () => {
  await native?.close();
  await connection?.close();
  await server?.stop();
});

test('a scheduled backfill and all that it starts go behind everybody else, page after page', async () => {
  const client = new Client({ connection });
  const workflowBundle = await bundleWorkflows();
  const worker = await Worker.create({
    connection: native,
    taskQueue: DEFAULT_QUEUE,
    workflowBundle,
    activities: answers,
  });
  const workflowId = 'scheduled/backfill-by-hand';
  await worker.runUntil(
    client.workflow.execute(WORKFLOWS.scheduledRun, {
      workflowId,
      taskQueue: DEFAULT_QUEUE,
      args: [{ pipeline: 'backfill', timeZone: 'UTC' }],
    }),
  );

  const histories = await collectHistories(client, [workflowId]);
  const begun = histories.map(({ workflowId: id, history }) => {
    const started = history.events?.[0]?.workflowExecutionStartedEventAttributes;
    return { id, type: started?.workflowType?.name, key: started?.priority?.priorityKey ?? 0 };
  });
  const below = begun.filter(({ id }) => id !== workflowId);
  expect(new Set(below.map(({ type }) => type))).toEqual(
    new Set(['backfillRun', 'accountHistory', 'dayRun', 'rates', 'ratesCheck', 'partition', 'accountDay']),
  );
  expect(below.filter(({ type }) => type === 'backfillRun')).toHaveLength(2);
  expect(below.filter(({ key }) => key !== 5)).toEqual([]);
});
