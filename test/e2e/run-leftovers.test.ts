// What a terminated day leaves running, while somebody runs the day again in the very moment in which it is cancelled.
import {
  Client,
  Connection,
  type WorkflowClientInterceptor,
  type WorkflowHandleWithFirstExecutionRunId,
} from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ratesId } from '../../src/contract/workflow-ids.ts';
import type { OperationsDeps } from '../../src/operations/deps.ts';
import { findAbandonedDays } from '../../src/operations/run-leftovers.ts';
import { cancelRun } from '../../src/operations/runs.ts';
import type { Store } from '../../src/ports/store.ts';
import { LAST_DAY, startApiStack, type ApiStack } from '../helpers/api-stack.ts';
import { startDevServer, type DevServer } from '../helpers/dev-server.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { run } from '../storage/builders.ts';

const DAY = `day/daily/${LAST_DAY}`;
const PARTITION = `partition/${DAY}/0`;
const RATES = ratesId(DAY);
const BEFORE = run(DAY, { kind: 'day', accountId: null, status: 'running', finishedAt: null, summary: null });
const AGAIN = { ...BEFORE, startedAt: '2026-11-22T10:00:00.000Z' };

let server: DevServer;
let connection: Connection;
let client: Client;
let api: ApiStack;

beforeAll(async () => {
  server = await startDevServer();
  connection = await Connection.connect({ address: server.address });
  client = new Client({ connection });
  api = await startApiStack({ temporalAddress: server.address });
});

afterAll(async () => {
  await api?.close();
  await connection?.close();
  await server?.stop();
});

beforeEach(async () => {
  for await (const { workflowId } of client.workflow.list({ query: 'ExecutionStatus = "Running"' })) {
    await client.workflow.getHandle(workflowId).terminate('next test');
  }
});

type Handle = WorkflowHandleWithFirstExecutionRunId;

/** Of any type and without a worker: it runs until it is told otherwise. */
const begin = (workflowId: string): Promise<Handle> =>
  client.workflow.start(workflowId.split('/')[0] ?? '', { workflowId, taskQueue: 'default' });

async function beginAgain(workflowId: string): Promise<Handle> {
  await client.workflow.getHandle(workflowId).terminate('ended');
  return begin(workflowId);
}

/** The day's run is terminated; these go on below it, and its record says that it runs. */
async function leaveBehind(...left: readonly string[]): Promise<void> {
  await begin(DAY);
  await Promise.all(left.map(begin));
  await api.store.runs.save(BEFORE);
  await client.workflow.getHandle(DAY).terminate('over');
  await waitFor('the list of runs shows them', async () => {
    const { count } = await client.workflow.count('ExecutionStatus = "Running"');
    return count === left.length && (await findAbandonedDays(api.operations)).includes(DAY);
  });
}

const isAskedToStop = async (handle: Pick<Handle, 'fetchHistory'>): Promise<boolean> =>
  (await handle.fetchHistory()).events?.some((event) => event.workflowExecutionCancelRequestedEventAttributes) ?? false;

const withInterceptor = (interceptor: WorkflowClientInterceptor): OperationsDeps => ({
  ...api.operations,
  temporal: new Client({ connection, interceptors: { workflow: [interceptor] } }),
});

const withRuns = (runs: Partial<Store['runs']>): OperationsDeps => ({
  ...api.operations,
  store: { ...api.store, runs: { ...api.store.runs, ...runs } },
});

test('a partition that a new run begins while the old ones are being cancelled is not cancelled with them', async () => {
  await leaveBehind(PARTITION, RATES);
  let again: Handle | undefined;
  const deps = withInterceptor({
    cancel: async (input, next) => {
      if (input.workflowExecution.workflowId === PARTITION) again ??= await beginAgain(PARTITION);
      return next(input);
    },
  });
  await cancelRun(deps, DAY);
  expect(again && (await isAskedToStop(again))).toBe(false);
  expect(await isAskedToStop(client.workflow.getHandle(RATES))).toBe(true);
  expect(await api.store.runs.find(DAY)).toMatchObject({ status: 'cancelled' });
});

test('a day that is run again while its leftovers are looked up stays as it is: running, recorded as running, its partitions alone', async () => {
  await leaveBehind(PARTITION);
  let again: Handle | undefined;
  const deps = withRuns({
    find: async (id) => {
      await begin(DAY);
      again = await beginAgain(PARTITION);
      await api.store.runs.save(AGAIN);
      return api.store.runs.find(id);
    },
  });
  await expect(cancelRun(deps, DAY)).rejects.toMatchObject({ code: 'RUN_FINISHED' });
  expect(again && (await isAskedToStop(again))).toBe(false);
  expect(await api.store.runs.find(DAY)).toEqual(AGAIN);
});

test('a day that records its new beginning while its leftovers are being cancelled is not recorded as cancelled', async () => {
  await leaveBehind(PARTITION);
  const deps = withInterceptor({
    cancel: async (input, next) => {
      await api.store.runs.save(AGAIN);
      return next(input);
    },
  });
  await cancelRun(deps, DAY);
  expect(await isAskedToStop(client.workflow.getHandle(PARTITION))).toBe(true);
  expect(await api.store.runs.find(DAY)).toEqual(AGAIN);
});

test('a run that begins when the one that is to be cancelled has just ended is not cancelled in its place', async () => {
  await begin(DAY);
  await api.store.runs.save(BEFORE);
  let again: Handle | undefined;
  const deps = withInterceptor({
    cancel: async (input, next) => {
      again = await beginAgain(DAY);
      return next(input);
    },
  });
  await expect(cancelRun(deps, DAY)).rejects.toMatchObject({ code: 'RUN_FINISHED' });
  expect(again && (await isAskedToStop(again))).toBe(false);
});

test('of a day with more partitions than a page of the list holds, every one is asked to stop', async () => {
  const left = Array.from({ length: 1_010 }, (_, index) => `partition/${DAY}/${index}`);
  await leaveBehind(...left);
  await cancelRun(api.operations, DAY);
  const asked = await Promise.all(left.map((id) => isAskedToStop(client.workflow.getHandle(id))));
  expect(asked.filter((did) => !did)).toEqual([]);
});
