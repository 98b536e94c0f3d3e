// Stopping what runs: an account's day, or the whole day. What was stored stays, what was not begun never begins.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AccountDayState } from '../../src/contract/messages.ts';
import { DEFAULT_QUEUE } from '../../src/contract/queues.ts';
import { WORKFLOWS, accountDayId, dayRunId, ratesId } from '../../src/contract/workflow-ids.ts';
import { accountId, isoDate, u1, u2 } from '../helpers/builders.ts';
import { collectHistories } from '../helpers/histories.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { startWorkflowStack, type WorkflowStack } from '../helpers/workflow-stack.ts';

/** Of Temporal's enum ParentClosePolicy. */
const ABANDON = 2;
const REQUEST_CANCEL = 3;

let stack: WorkflowStack;

beforeAll(async () => {
  stack = await startWorkflowStack();
  await stack.store.accounts.save(u1());
  await stack.store.accounts.save(u2());
});
afterAll(async () => {
  expect(await stack.replayAll()).toBeGreaterThan(0);
  await stack.close();
});
beforeEach(() => stack.outside.holdRates());
afterEach(() => stack.outside.releaseRates());

async function startDayThatWaits(date: ReturnType<typeof isoDate>) {
  const day = await stack.startDay({ pipeline: 'daily', date, horizonDays: 2 });
  const u1Day = stack.env.client.workflow.getHandle(accountDayId('daily', date, accountId('u1')));
  await waitFor('u1 waits', async () => (await u1Day.query<AccountDayState>('state')).stage === 'waiting-for-rates');
  return { day, u1Day };
}

describe('cancelling', () => {
  test('an account day ends that account, says so in its record, and lets the day finish', async () => {
    const date = isoDate('2026-04-06');
    const { day, u1Day } = await startDayThatWaits(date);
    await u1Day.cancel();

    expect(await day.result()).toMatchObject({ accounts: 2, published: 1, cancelled: 1, failed: 0 });
    expect(await stack.store.runs.find(accountDayId('daily', date, accountId('u1')))).toMatchObject({
      status: 'cancelled',
    });
  });

  test('a day ends every account that is still running and keeps what is published', async () => {
    const date = isoDate('2026-04-07');
    const { day } = await startDayThatWaits(date);
    await waitFor('u2 published', async () => {
      const record = await stack.store.runs.find(accountDayId('daily', date, accountId('u2')));
      return record?.status === 'published';
    });
    await stack.env.client.workflow.getHandle(day.id).cancel();

    await expect(day.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect(await stack.store.runs.find(day.id)).toMatchObject({ status: 'cancelled' });
    expect(await stack.store.runs.find(accountDayId('daily', date, accountId('u1')))).toMatchObject({
      status: 'cancelled',
    });
    expect(await stack.store.forecasts.findLatest(accountId('u2'), date)).toMatchObject({ status: 'published' });
  });

  test('never ends a child without a word: each is to record its end, also when the run above is terminated', async () => {
    // The server's time may have been skipped ahead of ours; its yesterday is to be over all the same.
    stack.clock.at = new Date('2100-01-01T00:00:00Z');
    const id = 'scheduled/whole-tree';
    const ends = stack.execute(WORKFLOWS.scheduledRun, id, { pipeline: 'daily', timeZone: 'UTC' }, DEFAULT_QUEUE);
    await waitFor('the day waits for its rates', async () => {
      const { raw } = await stack.env.client.workflow.getHandle(id).describe();
      const day = raw.pendingChildren?.[0]?.workflowId ?? '';
      const { status } = await stack.env.client.workflow.getHandle(ratesId(day)).describe();
      return status.name === 'RUNNING';
    });
    stack.outside.releaseRates();
    await ends;
    stack.clock.at = null;

    // The test server itself leaves children alone: so what they were started with is looked at.
    const events = (await collectHistories(stack.env.client, [id])).flatMap(({ history }) => history.events ?? []);
    const started = events.flatMap((event) => event.startChildWorkflowExecutionInitiatedEventAttributes ?? []);
    const policies = new Map(
      started.map(({ workflowType, parentClosePolicy }) => [workflowType?.name, parentClosePolicy]),
    );
    expect(Object.fromEntries(policies)).toEqual({
      dayRun: REQUEST_CANCEL,
      accountDay: REQUEST_CANCEL,
      // A day that continues as new leaves these behind for its next run.
      partition: ABANDON,
      rates: ABANDON,
      // No part of the run: it is to go on.
      ratesCheck: ABANDON,
    });
  });

  test('a day at its very beginning leaves a record that says so', async () => {
    // Started past `startDay`, which would replay it: a local activity cancelled within the very task that began it may
    // leave a history the SDK cannot replay. The run has ended by then, so nothing ever needs that replay.
    const date = isoDate('2026-04-20');
    const workflowId = dayRunId('daily', date);
    const day = await stack.env.client.workflow.start(WORKFLOWS.dayRun, {
      taskQueue: DEFAULT_QUEUE,
      workflowId,
      args: [{ pipeline: 'daily', date, horizonDays: 2 }],
    });
    await day.cancel();

    await expect(day.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect(await stack.store.runs.find(workflowId)).toMatchObject({ status: 'cancelled' });
  });

  test('is not the end of the day: the next run does what was cancelled', async () => {
    const date = isoDate('2026-04-08');
    const { day } = await startDayThatWaits(date);
    await stack.env.client.workflow.getHandle(day.id).cancel();
    await expect(day.result()).rejects.toThrow();
    stack.outside.releaseRates();

    const again = await stack.startDay({ pipeline: 'daily', date, horizonDays: 2 });
    expect(await again.result()).toMatchObject({ accounts: 2, failed: 0, cancelled: 0 });
    expect(await stack.store.forecasts.findLatest(accountId('u1'), date)).toMatchObject({ status: 'published' });
  });
});
