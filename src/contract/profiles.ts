// Timeouts, heartbeats and retries of every step, in one table. Nothing inline elsewhere.
import { DEFAULT_QUEUE, HEAVY_QUEUE, type TaskQueue } from './queues.ts';
import type { DefaultActivities, HeavyActivities } from './activities.ts';

export type StepName = keyof DefaultActivities | keyof HeavyActivities;

/** All durations in milliseconds. */
export interface StepProfile {
  readonly queue: TaskQueue;
  /** One attempt of the ordinary activity. */
  readonly startToCloseMs: number;
  /** All attempts together; null: no end but the run's own. */
  readonly scheduleToCloseMs: number | null;
  /** Null: the step does not heartbeat. */
  readonly heartbeatMs: number | null;
  readonly retry: RetryProfile;
  /** The fast path: the step runs first as a local activity, once, this long at most. Null: ordinary from the start. */
  readonly localMs: number | null;
  /** True: it waits in line for a provider's budget, as urgent as its run is. */
  readonly asksProvider?: true;
}

export interface RetryProfile {
  readonly initialIntervalMs: number;
  readonly backoffCoefficient: number;
  readonly maximumIntervalMs: number;
  /** 0: unlimited. */
  readonly maximumAttempts: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const backoff: RetryProfile = {
  initialIntervalMs: SECOND,
  backoffCoefficient: 2,
  maximumIntervalMs: MINUTE,
  maximumAttempts: 12,
};
const patient: RetryProfile = { ...backoff, maximumIntervalMs: 5 * MINUTE, maximumAttempts: 0 };
const flat: RetryProfile = {
  initialIntervalMs: MINUTE,
  backoffCoefficient: 1,
  maximumIntervalMs: MINUTE,
  maximumAttempts: 0,
};

const slow: RetryProfile = { ...flat, backoffCoefficient: 2, maximumIntervalMs: 15 * MINUTE };

/** Store reads and writes and pure rules: milliseconds when all is well. */
const storeStep: StepProfile = {
  queue: DEFAULT_QUEUE,
  startToCloseMs: 20 * SECOND,
  scheduleToCloseMs: HOUR,
  heartbeatMs: null,
  retry: patient,
  localMs: 3 * SECOND,
};

/** A source over HTTP: usually fast, sometimes hours late. */
const sourceStep: StepProfile = {
  ...storeStep,
  startToCloseMs: 30 * SECOND,
  scheduleToCloseMs: 12 * HOUR,
  retry: patient,
  asksProvider: true,
};

/** A hold waits for people for hours; an outage of the store must not be its end. */
const holdStep: StepProfile = { ...storeStep, scheduleToCloseMs: null };

/** The watch looks again soon: what does not work out is not tried for long. */
const watchStep: StepProfile = {
  ...storeStep,
  startToCloseMs: MINUTE,
  scheduleToCloseMs: 2 * MINUTE,
  retry: { ...backoff, maximumAttempts: 2 },
};

/** Range work: minutes of HTTP and writing. */
const rangeStep: StepProfile = {
  ...storeStep,
  startToCloseMs: 10 * MINUTE,
  heartbeatMs: 15 * SECOND,
  scheduleToCloseMs: 12 * HOUR,
  localMs: null,
};

/** A look at many accounts: a moment for most runs, minutes for the largest. */
const lookStep: StepProfile = { ...rangeStep, localMs: storeStep.localMs };

/** One account's training: a moment of computing. */
const heavyStep: StepProfile = {
  queue: HEAVY_QUEUE,
  startToCloseMs: 2 * MINUTE,
  scheduleToCloseMs: HOUR,
  heartbeatMs: 5 * SECOND,
  retry: backoff,
  localMs: null,
};

/** A stage of a training batch: seconds of computing, minutes on a busy machine. */
const batchStep: StepProfile = { ...heavyStep, startToCloseMs: 15 * MINUTE, scheduleToCloseMs: 3 * HOUR };

/** How often missing days are looked for. */
const fiveMinutes = { initialIntervalMs: 5 * MINUTE, maximumIntervalMs: 5 * MINUTE };

export const PROFILES: Readonly<Record<StepName, StepProfile>> = {
  beginAccountDay: storeStep,
  fetchReport: sourceStep,
  transformReports: storeStep,
  convertRevenue: storeStep,
  convertAtStoredRates: storeStep,
  mergeRevenue: storeStep,
  checkHistory: storeStep,
  scoreForecasts: storeStep,
  makeForecast: storeStep,
  judgeForecast: storeStep,
  judgeBatch: lookStep,
  openHold: holdStep,
  escalateHold: holdStep,
  decideHold: { ...rangeStep, scheduleToCloseMs: null, localMs: null },
  closeHold: holdStep,
  promoteModel: storeStep,
  rollbackModel: storeStep,
  readRegistry: storeStep,
  predict: storeStep,
  publish: storeStep,
  finishAccountDay: storeStep,
  // It never fails, and what it does not find is asked for again.
  askRates: { ...sourceStep, startToCloseMs: 3 * SECOND, scheduleToCloseMs: 10 * SECOND },
  findRates: storeStep,
  fetchRates: { ...sourceStep, scheduleToCloseMs: 36 * HOUR, retry: flat, localMs: 5 * SECOND },
  fetchRatesRange: { ...rangeStep, asksProvider: true },
  planPartitions: storeStep,
  listAccountPage: storeStep,
  beginRun: storeStep,
  summariseDay: storeStep,
  finishBackfill: storeStep,
  measureBackfill: lookStep,
  planBackfillPage: lookStep,
  planAccountHistory: storeStep,
  findRestated: lookStep,
  importHistory: rangeStep,
  readHistoryPlan: storeStep,
  finishBulk: storeStep,
  applyRetention: rangeStep,
  readBreaker: storeStep,
  saveBreaker: storeStep,
  // Only an alert depends on it: it never hurries and gives up in the end.
  compareRates: { ...sourceStep, scheduleToCloseMs: 6 * HOUR, retry: slow, localMs: null },
  // Nothing but alerts depends on it: the day does not wait for it for long.
  lookAtDay: { ...storeStep, scheduleToCloseMs: 5 * MINUTE },
  watchAlerts: watchStep,
  // Weeks of durations are read.
  watchDurations: { ...watchStep, localMs: null },
  deliverNotifications: { ...watchStep, startToCloseMs: 2 * MINUTE, scheduleToCloseMs: 3 * MINUTE, localMs: null },
  // Somebody waits: a second try would send a second alert.
  testChannels: { ...watchStep, retry: { ...backoff, maximumAttempts: 1 }, localMs: null },
  finishTraining: storeStep,
  trainModel: heavyStep,
  snapshotTraining: { ...heavyStep, scheduleToCloseMs: 6 * HOUR, retry: { ...flat, ...fiveMinutes } },
  prepareTraining: batchStep,
  backtestTraining: batchStep,
  fitTraining: batchStep,
  validateTraining: batchStep,
  registerTraining: batchStep,
  refreshCalibration: batchStep,
  predictPart: batchStep,
};
