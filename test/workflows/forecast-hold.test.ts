// A hold that nobody answers. Started without a parent: the test server's clock stands still once a child outlives its parent.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HoldInput, HoldState } from '../../src/contract/messages.ts';
import { DEFAULT_QUEUE } from '../../src/contract/queues.ts';
import { WORKFLOWS } from '../../src/contract/workflow-ids.ts';
import type { HoldEnding } from '../../src/domain/cohort.ts';
import { accountId, anAccount, isoDate } from '../helpers/builders.ts';
import { startWorkflowStack, type WorkflowStack } from '../helpers/workflow-stack.ts';
import { forecast, statusChange } from '../storage/forecast-builders.ts';

const DATE = isoDate('2026-03-02');

let stack: WorkflowStack;

beforeAll(async () => {
  stack = await startWorkflowStack();
});
afterAll(async () => {
  expect(await stack.replayAll()).toBeGreaterThan(0);
  await stack.close();
});

interface Held {
  readonly holdId: string;
  statusAfterAll(): Promise<string | undefined>;
}

/** One held forecast and the hold it waits in, which ends by its policy. */
async function holdUntilItsEnd(name: string, ending: HoldEnding): Promise<Held & { readonly state: HoldState }> {
  const [account, holdId] = [accountId(name), `hold/daily/${DATE}/${name}-0`];
  await stack.store.accounts.save(anAccount({ id: account }));
  await stack.store.forecasts.save([forecast({ accountId: account, businessDate: DATE })]);
  const to = { status: 'held', findings: [], facts: null, holdId } as const;
  await stack.store.forecasts.setStatus([statusChange({ accountId: account, businessDate: DATE, to })]);
  const policy = { escalateAfterMinutes: 60, decideAfterMinutes: 240, ending };
  const input: HoldInput = { holdId, date: DATE, accounts: 1, reason: 'jump: 1.', policy };
  const state = await stack.execute<HoldState>(WORKFLOWS.forecastHold, holdId, input, DEFAULT_QUEUE);
  const statusAfterAll = async () => (await stack.store.forecasts.findLatest(account, DATE))?.status;
  return { holdId, state, statusAfterAll };
}

const alertOf = async (holdId: string) =>
  (await stack.store.alerts.list({ limit: 100 })).find(({ id }) => id === holdId);

describe('a hold that nobody answers', () => {
  test('escalates after an hour and keeps the last good forecast in the end', async () => {
    const { holdId, state, statusAfterAll } = await holdUntilItsEnd('kept', 'keep');

    expect(state).toMatchObject({ stage: 'closed', open: 1, decided: 0 });
    expect(await statusAfterAll()).toBe('held');
    expect(await stack.store.holds.find(holdId)).toMatchObject({ status: 'expired', log: [] });
    const alert = await alertOf(holdId);
    expect(alert?.severity).toBe('critical');
    expect(alert?.resolvedAt).not.toBeNull();
  });

  test.each([
    ['release', 'published'],
    ['reject', 'rejected'],
  ] as const)('is ended as its cohort declared: %s', async (ending, status) => {
    const { holdId, state, statusAfterAll } = await holdUntilItsEnd(`to-${ending}`, ending);

    expect(state).toMatchObject({ stage: 'closed', open: 0, decided: 1 });
    expect(await statusAfterAll()).toBe(status);
    expect(await stack.store.holds.find(holdId)).toMatchObject({
      status: 'decided',
      log: [{ action: ending, by: { kind: 'rule', name: 'hold-policy' }, forecasts: 1 }],
    });
  });
});
