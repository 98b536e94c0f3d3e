// The steps as workflow code calls them: fast path local, slow path durable, every timeout and retry from the table.
import {
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  scheduleActivity,
  scheduleLocalActivity,
  sleep,
  type ActivityOptions,
} from '@temporalio/workflow';
import type { DefaultActivities, HeavyActivities } from '../contract/activities.ts';
import { ownPriority } from './priority.ts';
import { PROFILES, type StepName, type StepProfile } from '../contract/profiles.ts';

type Steps = DefaultActivities & HeavyActivities;
type Request<N extends StepName> = Parameters<Steps[N]>[0];
type Answer<N extends StepName> = Awaited<ReturnType<Steps[N]>>;
/** `summary` is what the Web UI shows beside the step's name; at most 200 bytes. */
type Step<N extends StepName> = (request: Request<N>, summary?: string) => Promise<Answer<N>>;

/**
 * A step by its name. With a fast path it runs once as a local activity (one event, no server round trip); when that
 * fails for a reason that may pass, it runs as an ordinary activity with the long retries of its profile.
 */
function step<N extends StepName>(name: N): Step<N> {
  const { localMs, asksProvider = false } = PROFILES[name];
  const durable = durableStep(name);
  const fast = localMs === null ? durable : fastStep(name, durable, localMs);
  return asksProvider ? (request, summary) => fast(placed(request), summary) : fast;
}

function fastStep<N extends StepName>(name: N, durable: Step<N>, localMs: number): Step<N> {
  return (request, summary) =>
    runLocally<N>(name, request, localMs, summary).catch((error: unknown) => {
      if (isCancellation(error) || isFinal(error)) throw error;
      return waitAsTold(error).then(() => durable(request, summary));
    });
}

/** Temporal passes the priority of a run on to its children and ordinary steps, not to local ones. */
function placed<R>(request: R): R {
  const priority = ownPriority();
  return priority === undefined ? request : { ...request, priority };
}

/** Whoever says when to come back is not asked before. */
async function waitAsTold(error: unknown): Promise<void> {
  const failure = causeOf(error);
  if (!(failure instanceof ApplicationFailure) || !failure.nextRetryDelay) return;
  await sleep(failure.nextRetryDelay, { summary: `${failure.type ?? 'told'}: asked again later` });
}

function durableStep<N extends StepName>(name: N): Step<N> {
  const options = activityOptions(PROFILES[name]);
  return (request, summary) => scheduleActivity<Answer<N>>(name, [request], { ...options, ...withSummary(summary) });
}

const runLocally = <N extends StepName>(name: N, request: Request<N>, localMs: number, summary?: string) =>
  scheduleLocalActivity<Answer<N>>(name, [request], {
    startToCloseTimeout: localMs,
    retry: { maximumAttempts: 1 },
    ...withSummary(summary),
  });

const activityOptions = (profile: StepProfile): ActivityOptions => ({
  taskQueue: profile.queue,
  startToCloseTimeout: profile.startToCloseMs,
  ...(profile.scheduleToCloseMs === null ? {} : { scheduleToCloseTimeout: profile.scheduleToCloseMs }),
  ...(profile.heartbeatMs === null ? {} : { heartbeatTimeout: profile.heartbeatMs }),
  retry: {
    initialInterval: profile.retry.initialIntervalMs,
    backoffCoefficient: profile.retry.backoffCoefficient,
    maximumInterval: profile.retry.maximumIntervalMs,
    ...(profile.retry.maximumAttempts === 0 ? {} : { maximumAttempts: profile.retry.maximumAttempts }),
  },
});

const withSummary = (summary: string | undefined) => (summary === undefined ? {} : { summary });

function isFinal(error: unknown): boolean {
  const failure = causeOf(error);
  return failure instanceof ApplicationFailure && failure.nonRetryable === true;
}

/** A failed local activity rejects with the bare ApplicationFailure, a timed-out one with an ActivityFailure around it. */
const causeOf = (error: unknown): unknown => (error instanceof ActivityFailure ? error.cause : error);

export const steps: { readonly [N in StepName]: Step<N> } = {
  beginAccountDay: step('beginAccountDay'),
  fetchReport: step('fetchReport'),
  transformReports: step('transformReports'),
  convertRevenue: step('convertRevenue'),
  convertAtStoredRates: step('convertAtStoredRates'),
  mergeRevenue: step('mergeRevenue'),
  checkHistory: step('checkHistory'),
  scoreForecasts: step('scoreForecasts'),
  trainModel: step('trainModel'),
  makeForecast: step('makeForecast'),
  judgeForecast: step('judgeForecast'),
  judgeBatch: step('judgeBatch'),
  openHold: step('openHold'),
  escalateHold: step('escalateHold'),
  decideHold: step('decideHold'),
  closeHold: step('closeHold'),
  promoteModel: step('promoteModel'),
  rollbackModel: step('rollbackModel'),
  readRegistry: step('readRegistry'),
  predict: step('predict'),
  publish: step('publish'),
  finishAccountDay: step('finishAccountDay'),
  askRates: step('askRates'),
  findRates: step('findRates'),
  fetchRates: step('fetchRates'),
  fetchRatesRange: step('fetchRatesRange'),
  planPartitions: step('planPartitions'),
  listAccountPage: step('listAccountPage'),
  beginRun: step('beginRun'),
  summariseDay: step('summariseDay'),
  finishBackfill: step('finishBackfill'),
  finishTraining: step('finishTraining'),
  snapshotTraining: step('snapshotTraining'),
  prepareTraining: step('prepareTraining'),
  backtestTraining: step('backtestTraining'),
  fitTraining: step('fitTraining'),
  validateTraining: step('validateTraining'),
  registerTraining: step('registerTraining'),
  refreshCalibration: step('refreshCalibration'),
  measureBackfill: step('measureBackfill'),
  planBackfillPage: step('planBackfillPage'),
  planAccountHistory: step('planAccountHistory'),
  findRestated: step('findRestated'),
  importHistory: step('importHistory'),
  readHistoryPlan: step('readHistoryPlan'),
  applyRetention: step('applyRetention'),
  readBreaker: step('readBreaker'),
  saveBreaker: step('saveBreaker'),
  compareRates: step('compareRates'),
  lookAtDay: step('lookAtDay'),
  watchAlerts: step('watchAlerts'),
  watchDurations: step('watchDurations'),
  deliverNotifications: step('deliverNotifications'),
  testChannels: step('testChannels'),
  finishBulk: step('finishBulk'),
  predictPart: step('predictPart'),
};
