// Registry, holds, gates, cohorts and alerts at the doors: what is shown, what is refused before anything happens, and which
// code a person sees when a workflow refuses.
import { WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { CohortSettings } from '../../src/domain/cohort.ts';
import { listAlerts } from '../../src/operations/alerts.ts';
import { listWaitingChallengers } from '../../src/operations/challengers.ts';
import { changeCohort, listCohorts, setCohort, showCohort } from '../../src/operations/cohorts.ts';
import { sendDecision } from '../../src/operations/decisions.ts';
import type { OperationsDeps } from '../../src/operations/deps.ts';
import { listGates, showGate } from '../../src/operations/gates.ts';
import { listHolds, rejectHold, releaseHold, showHold } from '../../src/operations/holds.ts';
import { listModelEvents, listModels, promoteModel, rollbackModel, showModel } from '../../src/operations/models.ts';
import { startRetrain } from '../../src/operations/retrain.ts';
import { accountId, anAccount, isoDate } from '../helpers/builders.ts';
import { operationsStack } from '../helpers/operations-stack.ts';
import { forecast, gateDecision, hold, model, raised } from '../storage/forecast-builders.ts';

const U1 = accountId('u1');
const DATE = isoDate('2026-11-21');
const HOLD = 'hold/daily/2026-11-21/0b6e2f61-0';
const ANNA = { by: 'anna', reason: 'A sale that we knew of.' };
const RULE = { kind: 'rule', name: 'first-model' } as const;

async function holdForecasts({ store }: OperationsDeps, ...accounts: readonly string[]): Promise<void> {
  await store.holds.save(hold(HOLD, { date: DATE, accounts: accounts.length }));
  for (const id of accounts) {
    await store.forecasts.save([forecast({ accountId: accountId(id), businessDate: DATE })]);
    await store.forecasts.setStatus([
      {
        accountId: accountId(id),
        businessDate: DATE,
        revision: 1,
        from: ['staged'],
        to: { status: 'held', findings: [], facts: null, holdId: HOLD },
      },
    ]);
  }
}

describe('a hold', () => {
  test('shows what it still holds, a page at a time, with what the gate of the day found', async () => {
    const deps = await operationsStack('u1', 'u2', 'u3');
    await holdForecasts(deps, 'u1', 'u2', 'u3');
    await deps.store.gates.save(gateDecision('gate/daily/2026-11-21/0b6e2f61-0', { date: DATE }));
    const first = await showHold(deps, HOLD, { limit: 2 });
    expect(first.forecasts.map(({ accountId: id }) => id)).toEqual(['u1', 'u2']);
    expect(first.forecasts[0]?.nextDay).toMatchObject({ targetDate: '2026-11-22', revenue: '266.21', lo80: '200.00' });
    expect([first.next, first.gate?.id]).toEqual(['u2', 'gate/daily/2026-11-21/0b6e2f61-0']);
    const rest = await showHold(deps, HOLD, { limit: 2, after: first.next ?? '' });
    expect([rest.forecasts.map(({ accountId: id }) => id), rest.next]).toEqual([['u3'], null]);
  });

  test('is listed by status', async () => {
    const deps = await operationsStack();
    await deps.store.holds.save(hold('hold/a/0', { status: 'decided', closedAt: '2026-11-21T08:00:00.000Z' }));
    await deps.store.holds.save(hold('hold/b/0', { status: 'escalated' }));
    expect((await listHolds(deps, { status: ['open', 'escalated'] })).rows.map(({ id }) => id)).toEqual(['hold/b/0']);
    expect((await listHolds(deps)).rows).toHaveLength(2);
    expect(() => listHolds(deps, { status: ['waiting'] })).toThrow(/status/);
  });

  test('that does not exist is HOLD_NOT_FOUND, one that is closed HOLD_CLOSED with who closed it', async () => {
    const deps = await operationsStack();
    await expect(showHold(deps, HOLD)).rejects.toMatchObject({ code: 'HOLD_NOT_FOUND' });
    await expect(releaseHold(deps, HOLD, ANNA)).rejects.toMatchObject({ code: 'HOLD_NOT_FOUND' });
    const at = '2026-11-21T08:00:00.000Z';
    const by = { kind: 'person', name: 'bob' } as const;
    const log = [{ action: 'reject', by, reason: 'Half of it is missing.', accounts: null, forecasts: 3, at }] as const;
    await deps.store.holds.save(hold(HOLD, { status: 'decided', closedAt: at, log }));
    await expect(releaseHold(deps, HOLD, ANNA)).rejects.toMatchObject({
      code: 'HOLD_CLOSED',
      message: expect.stringContaining('reject by bob'),
    });
  });

  test('is not decided by nobody, without a reason, or for an account that it does not hold', async () => {
    const deps = await operationsStack('u1', 'u2');
    await holdForecasts(deps, 'u1');
    const { reason } = ANNA;
    await expect(rejectHold(deps, HOLD, { by: ' ', reason })).rejects.toMatchObject({ errors: [{ path: 'by' }] });
    await expect(rejectHold(deps, HOLD, { ...ANNA, reason: '' })).rejects.toMatchObject({
      errors: [{ path: 'reason' }],
    });
    await expect(rejectHold(deps, HOLD, { ...ANNA, accounts: [] })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(rejectHold(deps, HOLD, { ...ANNA, accounts: ['u1', 'u1'] })).rejects.toThrow(/twice/);
    await expect(rejectHold(deps, HOLD, { ...ANNA, accounts: ['u1', 'u2'] })).rejects.toMatchObject({
      errors: [{ path: 'accounts.1', message: expect.stringContaining('"u2" is not held') }],
    });
    expect((await deps.store.forecasts.findLatest(U1, DATE))?.status).toBe('held');
  });

  test('stays as it is while Temporal is away', async () => {
    const deps = await operationsStack('u1');
    await holdForecasts(deps, 'u1');
    await expect(releaseHold(deps, HOLD, ANNA)).rejects.toMatchObject({ code: 'TEMPORAL_UNREACHABLE' });
    expect((await deps.store.forecasts.findLatest(U1, DATE))?.status).toBe('held');
  }, 40_000);
});

describe('an answer of a workflow', () => {
  const send = async (error: Error): Promise<unknown> =>
    sendDecision(await operationsStack(), () => Promise.reject(error), z.unknown());

  test('keeps the code and the words of the catalogue, also through a failed step', async () => {
    const failure = ApplicationFailure.nonRetryable('There is no earlier champion.', 'NO_EARLIER_CHAMPION');
    const wanted = { code: 'NO_EARLIER_CHAMPION', message: 'There is no earlier champion.' };
    await expect(send(new WorkflowUpdateFailedError('failed', failure))).rejects.toMatchObject(wanted);
    const inStep = new ActivityFailure('step failed', 'rollbackModel', '1', 'NON_RETRYABLE_FAILURE', 'worker', failure);
    await expect(send(new WorkflowUpdateFailedError('failed', inStep))).rejects.toMatchObject(wanted);
  });

  test('of another kind is INTERNAL', async () => {
    const failure = ApplicationFailure.nonRetryable('odd', 'SomethingElse');
    await expect(send(new WorkflowUpdateFailedError('failed', failure))).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  test('that does not come says that the decision may still be carried out', async () => {
    await expect(send(new WorkflowUpdateRPCTimeoutOrCancelledError('late'))).rejects.toMatchObject({
      code: 'TEMPORAL_UNREACHABLE',
      message: expect.stringContaining('It may still be carried out'),
    });
  });
});

describe('the registry', () => {
  async function twoVersions(): Promise<OperationsDeps> {
    const deps = await operationsStack('u1', 'u2');
    await deps.store.models.register(model('first', { accountId: U1 }));
    await deps.store.models.promote({ accountId: U1, modelId: 'first', by: RULE, reason: 'The first one.' });
    await deps.store.models.register(model('second', { accountId: U1 }));
    return deps;
  }

  test('lists versions, shows one, and tells who did what', async () => {
    const deps = await twoVersions();
    expect((await listModels(deps, 'u1')).map(({ version, stage }) => [version, stage])).toEqual([
      [2, 'challenger'],
      [1, 'champion'],
    ]);
    expect(await showModel(deps, 'u1', 1)).toMatchObject({ id: 'first', candidates: [{ name: 'naive-7' }] });
    const events = await listModelEvents(deps, 'u1');
    expect(events.map(({ event, version }) => [event, version])).toEqual([
      ['registered', 2],
      ['promoted', 1],
      ['registered', 1],
    ]);
  });

  test('pages through challengers that wait, beside their champion', async () => {
    const deps = await twoVersions();
    const [first, second] = [
      await listWaitingChallengers(deps, { limit: 1 }),
      await listWaitingChallengers(deps, { limit: 1, after: 'u1' }),
    ];
    expect(first.challengers).toMatchObject([
      { accountId: 'u1', challenger: { version: 2 }, champion: { version: 1 } },
    ]);
    expect([first.next, second.challengers, second.next]).toEqual(['u1', [], null]);
    expect((await listWaitingChallengers(deps, { cohort: 'elsewhere' })).challengers).toEqual([]);
  });

  test('refuses what cannot be promoted before it asks Temporal', async () => {
    const deps = await twoVersions();
    await expect(promoteModel(deps, 'nobody', ANNA)).rejects.toMatchObject({ code: 'ACCOUNT_NOT_FOUND' });
    await expect(promoteModel(deps, 'u1', { ...ANNA, version: 7 })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    await expect(promoteModel(deps, 'u1', { ...ANNA, version: 0 })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(promoteModel(deps, 'u2', ANNA)).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringContaining('No challenger'),
    });
    await expect(rollbackModel(deps, 'u1', { by: 'anna', reason: ' ' })).rejects.toMatchObject({
      errors: [{ path: 'reason' }],
    });
    await expect(showModel(deps, 'u1', 1.5)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });
});

describe('gates and alerts', () => {
  test('decisions of gates are listed over a range and shown by id', async () => {
    const deps = await operationsStack();
    await deps.store.gates.save(gateDecision('gate/daily/2026-11-21/x-0', { date: DATE }));
    await deps.store.gates.save(gateDecision('gate/daily/2026-09-01/x-0', { date: isoDate('2026-09-01') }));
    expect((await listGates(deps)).map(({ date }) => date)).toEqual([DATE]);
    expect((await listGates(deps, { from: '2026-09-01', to: '2026-11-21' })).map(({ date }) => date)).toHaveLength(2);
    expect(await showGate(deps, 'gate/daily/2026-11-21/x-0')).toMatchObject({ outcome: { decision: 'publish' } });
    await expect(showGate(deps, 'gate/none')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('open alerts are told from resolved ones', async () => {
    const deps = await operationsStack();
    await deps.store.alerts.raise(raised({ id: 'one' }));
    await deps.store.alerts.raise(raised({ id: 'two' }));
    await deps.store.alerts.resolve('one');
    expect((await listAlerts(deps, { open: true })).rows.map(({ id }) => id)).toEqual(['two']);
    expect((await listAlerts(deps, { open: false })).rows.map(({ id }) => id)).toEqual(['one']);
    expect((await listAlerts(deps)).rows).toHaveLength(2);
  });
});

describe('settings of a cohort', () => {
  const DEFAULTS: CohortSettings = {
    cohort: 'north',
    mode: 'manual',
    hold: { escalateAfterMinutes: 60, decideAfterMinutes: 240, ending: 'keep' },
  };

  test('are the defaults until somebody sets them, and what is left out goes back to its default', async () => {
    const deps = await operationsStack();
    expect(await showCohort(deps, 'north')).toEqual(DEFAULTS);
    await setCohort(deps, 'north', { mode: 'autonomous', hold: { ending: 'reject' } });
    expect(await showCohort(deps, 'north')).toEqual({
      ...DEFAULTS,
      mode: 'autonomous',
      hold: { ...DEFAULTS.hold, ending: 'reject' },
    });
    expect(await setCohort(deps, 'north', {})).toEqual(DEFAULTS);
  });

  test('change one at a time', async () => {
    const deps = await operationsStack();
    await changeCohort(deps, 'north', { escalateAfterMinutes: 30 });
    expect(await changeCohort(deps, 'north', { mode: 'autonomous' })).toEqual({
      ...DEFAULTS,
      mode: 'autonomous',
      hold: { ...DEFAULTS.hold, escalateAfterMinutes: 30 },
    });
  });

  test.each([
    [{ escalateAfterMinutes: 0 }, 'hold.escalateAfterMinutes'],
    [{ escalateAfterMinutes: 240 }, 'hold.decideAfterMinutes'],
    [{ decideAfterMinutes: 60 }, 'hold.decideAfterMinutes'],
    [{ decideAfterMinutes: 7 * 24 * 60 + 1 }, 'hold.decideAfterMinutes'],
    [{ decideAfterMinutes: 90.5 }, 'hold.decideAfterMinutes'],
    [{ ending: 'publish' }, 'hold.ending'],
  ])('%j is refused at %s, and nothing is changed', async (policy, path) => {
    const deps = await operationsStack();
    await expect(setCohort(deps, 'north', { hold: policy })).rejects.toMatchObject({ errors: [{ path }] });
    expect(await showCohort(deps, 'north')).toEqual(DEFAULTS);
  });

  test('are refused for a name that no cohort can have, and without any change', async () => {
    const deps = await operationsStack();
    await expect(setCohort(deps, 'only-x', {})).rejects.toMatchObject({ errors: [{ path: 'cohort' }] });
    await expect(changeCohort(deps, 'north', {})).rejects.toThrow(/at least one setting/);
  });

  test('are listed with accounts, also for cohorts without settings of their own', async () => {
    const deps = await operationsStack('u1');
    await setCohort(deps, 'north', { mode: 'autonomous' });
    expect((await listCohorts(deps)).map(({ cohort, mode, accounts }) => [cohort, mode, accounts])).toEqual([
      ['default', 'manual', 1],
      ['north', 'autonomous', 0],
    ]);
  });
});

describe('a retraining', () => {
  test('is not started for a day that goes on, an unknown cohort, or a mode that the cohort is not in', async () => {
    const deps = await operationsStack('u1');
    const date = '2026-11-21';
    await expect(startRetrain(deps, { date: '2026-11-22' })).rejects.toMatchObject({ code: 'DATE_NOT_COMPLETE' });
    await expect(startRetrain(deps, { date, cohort: 'none' })).rejects.toMatchObject({ code: 'ACCOUNT_NOT_FOUND' });
    await expect(startRetrain(deps, { date, accounts: ['u1'], cohort: 'default' })).rejects.toMatchObject({
      errors: [{ path: 'cohort' }],
    });
    await expect(startRetrain(deps, { date, cohort: 'default', mode: 'autonomous' })).rejects.toMatchObject({
      errors: [{ path: 'mode', message: expect.stringContaining('"default" is manual') }],
    });
    await expect(startRetrain(deps, { date, mode: 'sometimes' })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  test('of an archived account is refused', async () => {
    const deps = await operationsStack();
    await deps.store.accounts.add(anAccount({ id: U1, status: 'archived' }));
    await expect(startRetrain(deps, { date: '2026-11-21', accounts: ['u1'] })).rejects.toMatchObject({
      code: 'ACCOUNT_ARCHIVED',
    });
  });
});
