// How long steps take and why they fail, how account days end, what gates let through, and what training yields.
import { Counter, Histogram, type Registry } from 'prom-client';

export type StepPath = 'local' | 'ordinary';
/** `waiting`: not there yet, or told to come back later; no trouble. */
export type StepOutcome = 'ok' | 'waiting' | 'failed' | 'cancelled';

export interface ObservedStep {
  readonly step: string;
  readonly path: StepPath;
  readonly outcome: StepOutcome;
  readonly seconds: number;
  /** Of the error catalogue; null unless it failed or waits. */
  readonly code: string | null;
}

export interface AccountDayEnd {
  readonly pipeline: string;
  readonly outcome: string;
  readonly code: string | null;
}

/** Forecasts that one look of a day's gate decided about. */
export interface GatedForecasts {
  readonly published: number;
  readonly held: number;
}

const ORIGINS = ['account-day', 'retraining'] as const;

export interface TrainedModels {
  /** On the spot, for an account without a model that applies; or by a batch of a retraining. */
  readonly origin: (typeof ORIGINS)[number];
  readonly trained: number;
  /** Became champion by a rule of the retraining. */
  readonly promoted: number;
}

export interface StepMetrics {
  step(observed: ObservedStep): void;
  accountDay(end: AccountDayEnd): void;
  gated(forecasts: GatedForecasts): void;
  trained(models: TrainedModels): void;
}

/** From the 2 ms of a local store step to the minutes of a range report. */
const STEP_BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120, 600];

export interface StepMetricsOptions {
  readonly registry: Registry;
  /** Counted from the start: what appears with its first values is no rate before the second ones. */
  readonly steps: readonly Pick<ObservedStep, 'step' | 'path'>[];
  /** Called for every failed attempt. */
  readonly onFailure: () => void;
}

export function createStepMetrics({ registry, steps, onFailure }: StepMetricsOptions): StepMetrics {
  const registers = [registry];
  const durations = new Histogram({
    name: 'morrow_step_duration_seconds',
    help: 'Duration of one attempt of a step.',
    labelNames: ['step', 'path', 'outcome'],
    buckets: STEP_BUCKETS,
    registers,
  });
  for (const known of steps) durations.zero({ ...known, outcome: 'ok' });
  const failures = new Counter({
    name: 'morrow_step_failures_total',
    help: 'Attempts of steps that failed, by code of the error catalogue; waiting for what is not there yet does not count.',
    labelNames: ['step', 'code'],
    registers,
  });
  const accountDays = new Counter({
    name: 'morrow_account_day_ends_total',
    help: 'Account days that ended, by outcome; code is empty unless they failed.',
    labelNames: ['pipeline', 'outcome', 'code'],
    registers,
  });
  return {
    step: ({ step, path, outcome, seconds, code }) => {
      durations.observe({ step, path, outcome }, seconds);
      if (outcome !== 'failed') return;
      failures.inc({ step, code: code ?? 'INTERNAL' });
      onFailure();
    },
    accountDay: ({ pipeline, outcome, code }) => accountDays.inc({ pipeline, outcome, code: code ?? '' }),
    gated: createGateMetrics(registry),
    trained: createTrainingMetrics(registry),
  };
}

function createGateMetrics(registry: Registry): StepMetrics['gated'] {
  const forecasts = new Counter({
    name: 'morrow_gate_forecasts_total',
    help: 'Forecasts that the gate of a whole day published, or held.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const count = ({ published, held }: GatedForecasts): void => {
    forecasts.inc({ outcome: 'published' }, published);
    forecasts.inc({ outcome: 'held' }, held);
  };
  count({ published: 0, held: 0 });
  return count;
}

function createTrainingMetrics(registry: Registry): StepMetrics['trained'] {
  const models = new Counter({
    name: 'morrow_models_trained_total',
    help: 'Models trained: on the spot for an account day, or by a retraining.',
    labelNames: ['origin'],
    registers: [registry],
  });
  const promotions = new Counter({
    name: 'morrow_models_promoted_total',
    help: 'Models of retrainings that became the champion of their account.',
    registers: [registry],
  });
  for (const origin of ORIGINS) models.inc({ origin }, 0);
  return ({ origin, trained, promoted }) => {
    models.inc({ origin }, trained);
    promotions.inc(promoted);
  };
}
