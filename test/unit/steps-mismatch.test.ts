// A report that does not add up is asked for a few times, however often the step had to wait for the provider's budget.
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, test } from 'vitest';
import { toMorrowError } from '../../src/contract/errors.ts';
import { isoDate, sourceId, u1 } from '../helpers/builders.ts';
import { scratchStore, stepsOver } from '../helpers/scratch-store.ts';
import { ScriptedOutside } from '../helpers/scripted-outside.ts';

const DATE = isoDate('2026-03-10');

test.each([
  { attempt: 1, before: undefined, final: false },
  { attempt: 30, before: undefined, final: false },
  { attempt: 30, before: 2, final: false },
  { attempt: 4, before: 3, final: true },
  { attempt: 60, before: undefined, final: true },
])('attempt $attempt after $before mismatches is final: $final', async ({ attempt, before, final }) => {
  const store = await scratchStore();
  await store.accounts.save(u1());
  const outside = new ScriptedOutside();
  outside.misstatement = '0.01';
  const steps = stepsOver(store, outside);
  const environment = new MockActivityEnvironment({ attempt, heartbeatDetails: before });
  const request = { accountId: u1().id, sourceId: sourceId('app-store-1'), from: DATE, to: DATE };
  const error: unknown = await environment.run(steps.fetchReport, request).catch((reason: unknown) => reason);
  expect(toMorrowError(error)).toMatchObject({ code: 'CONTROL_TOTAL_MISMATCH', retryable: !final });
});
