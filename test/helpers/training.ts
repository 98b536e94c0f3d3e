// Accounts with a history, and the stages of their training as plain functions in Temporal's own environment for activities.
import { MockActivityEnvironment } from '@temporalio/testing';
import { onTestFinished } from 'vitest';
import type { HeavyDependencies } from '../../src/activities/dependencies.ts';
import { createTrainingPool } from '../../src/activities/heavy/training-pool.ts';
import { createHeavyActivities } from '../../src/activities/index.ts';
import type { HeavyActivities } from '../../src/contract/activities.ts';
import type { SnapshotRequest, TrainingStageRequest } from '../../src/contract/messages.ts';
import { accountDayId } from '../../src/contract/workflow-ids.ts';
import type { Account } from '../../src/domain/account.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import { defaultCohortSettings, type PromotionMode } from '../../src/domain/cohort.ts';
import type { AccountId, IsoDate } from '../../src/domain/ids.ts';
import type { DailyRevenue } from '../../src/domain/revenue/types.ts';
import type { RunStatus, Store } from '../../src/ports/store.ts';
import { accountId, anAccount, decimal, isoDate } from './builders.ts';
import { NO_HOLIDAYS } from './scratch-store.ts';

export const DATE = isoDate('2026-03-02');
export const BATCH = 'training/2026-03-02/0';
export const STAGE: TrainingStageRequest = { batchId: BATCH, date: DATE };
export const HISTORY_DAYS = 28;

/** Manual accounts are in the cohort `careful`, autonomous ones in `bold`. */
const COHORTS: Readonly<Record<PromotionMode, string>> = { manual: 'careful', autonomous: 'bold' };

/** Weekends earn half of a working day, with noise that is the same in every run: last week's value is no good forecast. */
const weekly = (date: IsoDate, day: number): number => {
  const weekday = new Date(date).getUTCDay();
  return (weekday === 0 || weekday === 6 ? 50 : 100) + ((day * day * 31) % 37);
};

export async function addCohorts(store: Store): Promise<void> {
  for (const mode of ['manual', 'autonomous'] as const)
    await store.cohorts.save({ ...defaultCohortSettings(COHORTS[mode]), mode });
}

export interface TrainedAccountOptions {
  readonly mode: PromotionMode;
  readonly settings?: Partial<Account>;
  /** The last day with revenue. */
  readonly last?: IsoDate;
  readonly days?: number;
  readonly amount?: (date: IsoDate, day: number) => number;
}

/** An account with 28 days of revenue, unless it is to have fewer. */
export async function addAccount(
  store: Store,
  id: string,
  { mode, settings, last = DATE, days = HISTORY_DAYS, amount = weekly }: TrainedAccountOptions,
): Promise<AccountId> {
  const account = anAccount({
    id: accountId(id),
    sources: [],
    historyDepthDays: HISTORY_DAYS,
    cohort: COHORTS[mode],
    ...settings,
  });
  await store.accounts.save(account);
  await importDays(store, account, { from: addDays(last, 1 - days), days, amount });
  return account.id;
}

export interface ImportedDays {
  readonly from: IsoDate;
  readonly days: number;
  readonly amount?: (date: IsoDate, day: number) => number;
}

export async function importDays(
  store: Store,
  { id, currency }: Pick<Account, 'id' | 'currency'>,
  { from, days, amount = weekly }: ImportedDays,
): Promise<void> {
  const rows = Array.from({ length: days }, (_, day): DailyRevenue => {
    const date = addDays(from, day);
    return {
      accountId: id,
      date,
      amount: decimal(amount(date, day).toFixed(2)),
      currency,
      shares: [],
      rates: null,
      origin: 'import',
    };
  });
  await store.revenue.saveDays(rows);
}

/** The record of the account's daily run. */
export async function recordDay(store: Store, id: AccountId, status: RunStatus, date = DATE): Promise<void> {
  await store.runs.save({
    id: accountDayId('daily', date, id),
    kind: 'account-day',
    pipeline: 'daily',
    date,
    accountId: id,
    cohort: null,
    status,
    errorCode: null,
    errorMessage: null,
    failure: null,
    startedAt: '2026-03-03T01:00:00.000Z',
    finishedAt: status === 'running' ? null : '2026-03-03T01:00:05.000Z',
    summary: null,
  });
}

type Stages = {
  readonly [Name in keyof HeavyActivities]: (
    request: Parameters<HeavyActivities[Name]>[0],
  ) => ReturnType<HeavyActivities[Name]>;
};

/** The heavy steps, each call in an environment of its own. */
export function heavySteps(store: Store, changed: Partial<HeavyDependencies> = {}): Stages {
  const pool = createTrainingPool(1);
  onTestFinished(() => pool.close());
  const steps = createHeavyActivities({ store, holidays: NO_HOLIDAYS, pool, codeVersion: 'test', ...changed });
  const run = <Request, Result>(step: (request: Request) => Promise<Result>) => {
    return (request: Request): Promise<Result> => new MockActivityEnvironment().run(step, request);
  };
  return {
    trainModel: run(steps.trainModel),
    snapshotTraining: run(steps.snapshotTraining),
    prepareTraining: run(steps.prepareTraining),
    backtestTraining: run(steps.backtestTraining),
    fitTraining: run(steps.fitTraining),
    validateTraining: run(steps.validateTraining),
    registerTraining: run(steps.registerTraining),
    refreshCalibration: run(steps.refreshCalibration),
    predictPart: run(steps.predictPart),
  };
}

export const snapshotOf = (accounts: readonly AccountId[], more: Partial<SnapshotRequest> = {}): SnapshotRequest => ({
  ...STAGE,
  accounts,
  acceptPartial: false,
  ...more,
});

/** Every stage after the snapshot. */
export async function trainThrough(steps: Stages) {
  return {
    prepared: await steps.prepareTraining(STAGE),
    backtested: await steps.backtestTraining(STAGE),
    fitted: await steps.fitTraining(STAGE),
    validated: await steps.validateTraining(STAGE),
    registered: await steps.registerTraining(STAGE),
  };
}
