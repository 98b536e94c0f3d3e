// What people set while everything runs: a day reads it once, passes it down, and keeps it on record.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resetVariable, setVariable, variablesOfRun } from '../../src/operations/variables.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import { accountId, anAccount, isoDate } from '../helpers/builders.ts';
import { startWorkflowStack, type WorkflowStack } from '../helpers/workflow-stack.ts';

let stack: WorkflowStack;
const PATCHY = accountId('patchy');

beforeAll(async () => {
  stack = await startWorkflowStack();
  await stack.store.accounts.save(anAccount({ id: PATCHY, sources: [], historyDepthDays: 7 }));
});
afterAll(async () => {
  expect(await stack.replayAll()).toBeGreaterThan(0);
  await stack.close();
});

/** A day whose forecast is held for what is missing of its history. */
async function heldDay(text: string) {
  const date = isoDate(text);
  await stack.importDays(PATCHY, addDays(date, -6), ['100.00']);
  await stack.importDays(PATCHY, date, ['100.00']);
  const day = await stack.startDay({ pipeline: 'daily', date, horizonDays: 7, accounts: [PATCHY] });
  const { gate } = await day.result();
  const hold = stack.env.client.workflow.getHandle(gate?.[0]?.hold?.holdId ?? 'no hold');
  const reason = (await stack.store.holds.find(hold.workflowId))?.reason ?? '';
  await hold.executeUpdate('reject', { args: [{ by: 'Ada', reason: 'Seen' }] });
  return { runId: day.id, reason };
}

const deps = () => ({ store: stack.store, clock: { now: () => new Date() } });
const contactIn = async (runId: string) =>
  (await variablesOfRun(deps(), runId)).variables.find(({ name }) => name === 'holds.contact')?.value;

describe('a variable', () => {
  test('counts for runs that begin later, and each run keeps what it went by', async () => {
    const before = await heldDay('2024-03-04');
    await setVariable(deps(), 'holds.contact', { value: 'the revenue team' });
    const after = await heldDay('2024-06-04');
    await resetVariable(deps(), 'holds.contact');
    const reset = await heldDay('2024-09-04');

    expect(after.reason).toMatch(/Ask the revenue team\.$/);
    expect([before.reason.includes('Ask'), reset.reason.includes('Ask')]).toEqual([false, false]);
    expect([await contactIn(before.runId), await contactIn(after.runId), await contactIn(reset.runId)]).toEqual([
      '',
      'the revenue team',
      '',
    ]);
  });

  test('that nobody has set adds nothing to what account days carry', async () => {
    const { runId } = await heldDay('2024-12-04');
    const history = await stack.env.client.workflow.getHandle(runId).fetchHistory();
    expect(JSON.stringify(history)).not.toContain('"variables"');
  });
});
