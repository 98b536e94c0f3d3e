// A retraining that waits for days that may still come. In a stack of its own, without a day run: the test server's clock
// stands still once a child has outlived its parent, as the check of the rates does.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TrainingTally } from '../../src/contract/messages.ts';
import { DEFAULT_QUEUE } from '../../src/contract/queues.ts';
import { WORKFLOWS, retrainRunId } from '../../src/contract/workflow-ids.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import { accountId, anAccount, isoDate } from '../helpers/builders.ts';
import { recordDay } from '../helpers/training.ts';
import { startWorkflowStack, type WorkflowStack } from '../helpers/workflow-stack.ts';

const DATE = isoDate('2026-03-02');
const [PUNCTUAL, LATE] = [accountId('punctual'), accountId('late')];

let stack: WorkflowStack;

beforeAll(async () => {
  stack = await startWorkflowStack();
});
afterAll(async () => {
  expect(await stack.replayAll()).toBeGreaterThan(0);
  await stack.close();
});

test('a retraining waits for days that may still come, and in the end trains without them', async () => {
  const amounts = Array.from({ length: 28 }, (_, day) => (100 + ((day * day * 31) % 37)).toFixed(2));
  for (const id of [PUNCTUAL, LATE]) {
    await stack.store.accounts.save(anAccount({ id, sources: [], historyDepthDays: 28 }));
    await recordDay(stack.store, id, 'published', DATE);
  }
  await stack.importDays(PUNCTUAL, DATE, amounts);
  await stack.importDays(LATE, addDays(DATE, -1), amounts);

  const accounts = [PUNCTUAL, LATE];
  const id = retrainRunId(DATE, { accounts });
  const before = await stack.env.currentTimeMs();
  const tally = await stack.execute<TrainingTally>(WORKFLOWS.retrainRun, id, { date: DATE, accounts }, DEFAULT_QUEUE);

  expect(tally).toMatchObject({ accounts: 2, trained: 1, notReady: 1, failed: 0 });
  expect((await stack.env.currentTimeMs()) - before).toBeGreaterThan(5 * 3_600_000);
});
