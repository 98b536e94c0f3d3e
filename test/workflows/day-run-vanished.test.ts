// A day run that took partitions over from the run before: one that somebody terminated never tells its end, and is not waited for for ever.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DayRunResume } from '../../src/contract/messages.ts';
import { accountId, isoDate, u2 } from '../helpers/builders.ts';
import { startWorkflowStack, type WorkflowStack } from '../helpers/workflow-stack.ts';

let stack: WorkflowStack;

beforeAll(async () => {
  stack = await startWorkflowStack();
  await stack.store.accounts.save(u2());
});
afterAll(async () => {
  expect(await stack.replayAll()).toBeGreaterThan(0);
  await stack.close();
});

test('a partition that vanished without a word fails the day, after the rest of it is done', async () => {
  const date = isoDate('2026-06-08');
  const gone = { index: 0, after: null, through: accountId('a'), limit: 25, parked: false };
  const resume: DayRunResume = {
    ledger: { started: 1, after: accountId('a'), allPlanned: false, inFlight: [gone] },
    endings: [],
    rates: { ratesId: 'known/before' },
    tally: {
      accounts: 0,
      published: 0,
      held: 0,
      alreadyDone: 0,
      failed: 0,
      cancelled: 0,
      failuresByCode: {},
      samples: [],
    },
    outcomes: [],
    paused: null,
    broken: null,
  };
  const day = await stack.startDay({ pipeline: 'daily', date, horizonDays: 2, resume });

  await expect(day.result()).rejects.toMatchObject({
    cause: { type: 'CANCELLED', message: 'Terminated by an operator.' },
  });
  expect(await stack.store.runs.find(day.id)).toMatchObject({
    status: 'failed',
    summary: { tally: { accounts: 1, published: 1 } },
  });
  expect(await stack.store.forecasts.findLatest(accountId('u2'), date)).toMatchObject({ status: 'published' });
  // The server of these tests loses tasks of this run, each for the ten seconds until it gives it out again: up to three minutes were seen.
}, 480_000);
