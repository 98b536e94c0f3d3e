// Tuning on its own rhythm: what a retraining registers, who promotes, and what the daily run forecasts by.
import { WithStartWorkflowOperation, WorkflowUpdateFailedError } from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { MorrowError } from '../../src/contract/errors.ts';
import type { RegistryChange, TrainingTally } from '../../src/contract/messages.ts';
import { DEFAULT_QUEUE } from '../../src/contract/queues.ts';
import { WORKFLOWS, accountDayId, modelChangeId, retrainRunId } from '../../src/contract/workflow-ids.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import { defaultCohortSettings, type PromotionMode } from '../../src/domain/cohort.ts';
import type { AccountId } from '../../src/domain/ids.ts';
import { accountId, anAccount, isoDate } from '../helpers/builders.ts';
import { collectHistories } from '../helpers/histories.ts';
import { startWorkflowStack, type WorkflowStack } from '../helpers/workflow-stack.ts';

let stack: WorkflowStack;
let date = isoDate('2023-03-06');

const CAREFUL = accountId('careful-one');
const YOUNG = accountId('careful-young');
const BOLD = accountId('bold-one');

beforeAll(async () => {
  stack = await startWorkflowStack();
  for (const [cohort, mode] of [
    ['careful', 'manual'],
    ['bold', 'autonomous'],
  ] as const) {
    await stack.store.cohorts.save({ ...defaultCohortSettings(cohort), mode });
  }
});
afterAll(async () => {
  expect(await stack.replayAll()).toBeGreaterThan(0);
  await stack.close();
});
beforeEach(() => {
  date = addDays(date, 60);
});

const amounts = (days: number) => Array.from({ length: days }, (_, day) => (100 + ((day * day * 31) % 37)).toFixed(2));

async function addAccount(id: AccountId, cohort: string, days = 28): Promise<void> {
  await stack.store.accounts.save(anAccount({ id, sources: [], cohort, historyDepthDays: 28 }));
  await stack.importDays(id, date, amounts(days));
}

async function runDay(id: AccountId, of = date): Promise<void> {
  const day = await stack.startDay({ pipeline: 'daily', date: of, horizonDays: 7, accounts: [id] });
  expect(await day.result()).toMatchObject({ failed: 0 });
}

const retrain = (accounts: readonly AccountId[], mode?: PromotionMode) => {
  const input = { date, accounts, ...(mode === undefined ? {} : { mode }) };
  return stack.execute<TrainingTally>(
    WORKFLOWS.retrainRun,
    retrainRunId(date, { accounts }, mode),
    input,
    DEFAULT_QUEUE,
  );
};

const stagesOf = async (id: AccountId) =>
  (await stack.store.models.list(id, 10)).map(({ version, stage }) => `${version} ${stage}`);

async function change(update: 'promote' | 'rollback', id: AccountId, more: object = {}): Promise<RegistryChange> {
  const startWorkflowOperation = new WithStartWorkflowOperation(WORKFLOWS.modelChange, {
    workflowId: modelChangeId(id),
    taskQueue: DEFAULT_QUEUE,
    workflowIdConflictPolicy: 'USE_EXISTING',
    args: [{ accountId: id }],
  });
  return await stack.env.client.workflow.executeUpdateWithStart<Workflow, RegistryChange, [object]>(update, {
    startWorkflowOperation,
    args: [{ accountId: id, by: 'Ada', reason: 'Looked at its backtest', ...more }],
  });
}

describe('a daily run', () => {
  test('trains on the spot when there is no champion, and uses the champion the next day', async () => {
    const id = accountId('first-days');
    await addAccount(id, 'careful');
    await runDay(id);
    expect(await stagesOf(id)).toEqual(['1 champion']);

    await stack.importDays(id, addDays(date, 1), ['120.00']);
    await runDay(id, addDays(date, 1));
    expect(await stagesOf(id)).toEqual(['1 champion']);
    const next = await stack.store.forecasts.findLatest(id, addDays(date, 1));
    expect(next?.modelId).toBe((await stack.store.models.findChampion(id))?.id);
    const histories = await collectHistories(stack.env.client, [accountDayId('daily', addDays(date, 1), id)]);
    const asked = histories
      .flatMap(({ history }) => history.events ?? [])
      .filter((e) => e.activityTaskScheduledEventAttributes);
    expect(asked).toEqual([]);
  });

  test('trains anew when the settings of the account are not those of its champion', async () => {
    const id = accountId('changed-depth');
    await addAccount(id, 'careful');
    await runDay(id);
    await stack.store.accounts.save(anAccount({ id, sources: [], cohort: 'careful', historyDepthDays: 14 }));
    await stack.importDays(id, addDays(date, 1), ['120.00']);

    await runDay(id, addDays(date, 1));
    expect(await stagesOf(id)).toEqual(['2 champion', '1 archived']);
  });

  test('holds its revenue against every earlier forecast of it', async () => {
    const id = accountId('scored');
    await addAccount(id, 'careful');
    await runDay(id);
    await stack.importDays(id, addDays(date, 1), ['120.00']);
    await runDay(id, addDays(date, 1));

    const [score] = await stack.store.scores.list(id, { from: date, to: addDays(date, 1) }, anAccount({ id }).currency);
    expect(score).toMatchObject({ businessDate: date, targetDate: addDays(date, 1), step: 1, actual: 120 });
  });
});

describe('a retraining', () => {
  test('of a manual cohort registers challengers and replaces nothing', async () => {
    await addAccount(CAREFUL, 'careful');
    await runDay(CAREFUL, addDays(date, -1));
    await runDay(CAREFUL);

    expect(await retrain([CAREFUL])).toMatchObject({ accounts: 1, trained: 1, promoted: 0, failed: 0 });
    expect(await stagesOf(CAREFUL)).toEqual(['2 challenger', '1 champion']);
  });

  test('says who has too few days and trains the others', async () => {
    await addAccount(CAREFUL, 'careful');
    await addAccount(YOUNG, 'careful', 3);
    await runDay(CAREFUL);

    const tally = await retrain([CAREFUL, YOUNG]);
    expect(tally).toMatchObject({ accounts: 2, trained: 1, notReady: 1 });
    expect(tally.samples).toMatchObject([{ accountId: YOUNG, code: 'TRAINING_NOT_READY' }]);
  });

  test('of one mode leaves the cohorts of the other alone', async () => {
    await addAccount(BOLD, 'bold');
    await addAccount(CAREFUL, 'careful');

    expect(await retrain([BOLD, CAREFUL], 'autonomous')).toMatchObject({ accounts: 2, trained: 1, skipped: 1 });
    expect(await stagesOf(BOLD)).toEqual(['1 champion']);
  });

  test('shows its stages, one step each, and leaves a record', async () => {
    await addAccount(BOLD, 'bold');
    await retrain([BOLD], 'autonomous');

    const id = retrainRunId(date, { accounts: [BOLD] }, 'autonomous');
    const events = (await collectHistories(stack.env.client, [id])).flatMap(({ history }) => history.events ?? []);
    const steps = events.flatMap((event) => event.activityTaskScheduledEventAttributes?.activityType?.name ?? []);
    expect(steps).toEqual([
      'refreshCalibration',
      'snapshotTraining',
      'prepareTraining',
      'backtestTraining',
      'fitTraining',
      'validateTraining',
      'registerTraining',
    ]);
    expect(await stack.store.runs.find(id)).toMatchObject({ kind: 'retrain', status: 'completed' });
  });
});

describe('a person', () => {
  test('promotes a challenger and rolls back, each with name and reason', async () => {
    const id = accountId('decided');
    await addAccount(id, 'careful');
    await runDay(id, addDays(date, -1));
    await runDay(id);
    await retrain([id]);

    expect(await change('promote', id)).toMatchObject({ version: 2, previousVersion: 1, changed: true });
    expect(await stagesOf(id)).toEqual(['2 champion', '1 archived']);
    expect(await change('rollback', id)).toMatchObject({ version: 1, previousVersion: 2, changed: true });
    expect(await stagesOf(id)).toEqual(['2 archived', '1 champion']);
    const events = await stack.store.models.listEvents(id, 10);
    expect(events.map(({ event, by }) => `${event} by ${by.name}`).slice(0, 2)).toEqual([
      'rolled-back by Ada',
      'promoted by Ada',
    ]);
  });

  test('who rolls back goes back once, also when the step is repeated after it was done', async () => {
    const id = accountId('interrupted');
    await addAccount(id, 'careful');
    await runDay(id, addDays(date, -1));
    await runDay(id);
    await retrain([id]);
    await change('promote', id);
    const { models } = stack.store;
    const rollback = models.rollback.bind(models);
    const broken = vi.spyOn(models, 'rollback').mockImplementationOnce(async (asked) => {
      await rollback(asked);
      throw new MorrowError('STORE_UNREACHABLE', 'The answer got lost.');
    });
    onTestFinished(() => broken.mockRestore());

    expect(await change('rollback', id)).toMatchObject({ version: 1 });
    expect(broken).toHaveBeenCalledTimes(2);
    expect(await stagesOf(id)).toEqual(['2 archived', '1 champion']);
    const events = await models.listEvents(id, 10);
    expect(events.filter(({ event }) => event === 'rolled-back')).toHaveLength(1);
  });

  test.each([
    ['a version that does not exist', { version: 99 }, 'MODEL_NOT_FOUND'],
    ['an unknown account', { accountId: 'nobody' }, 'ACCOUNT_NOT_FOUND'],
  ])('who names %s is told so, and nothing changes', async (_what, flaw, code) => {
    const id = accountId(code === 'ACCOUNT_NOT_FOUND' ? 'nobody' : 'decided');
    const before = await stagesOf(id);

    await expect(change('promote', id, flaw)).rejects.toMatchObject({ cause: { type: code } });
    expect(await stagesOf(id)).toEqual(before);
  });

  test('without a reason is refused', async () => {
    const id = accountId('decided');
    const before = await stagesOf(id);
    // Started first: the test server answers a start together with a refused update by nothing at all.
    const handle = await stack.start(WORKFLOWS.modelChange, modelChangeId(id), { accountId: id }, DEFAULT_QUEUE);
    const rollback = handle.executeUpdate('rollback', { args: [{ accountId: id, by: 'Ada', reason: '' }] });

    await expect(rollback).rejects.toThrow(WorkflowUpdateFailedError);
    expect(await stagesOf(id)).toEqual(before);
    await handle.terminate('nothing more to ask');
  });
});
