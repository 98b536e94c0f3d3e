// From what a model says to what will be published: served figure, rounding to money, and how good the forecast is said to be.
import type { AccountId, CurrencyCode, IsoDate } from '../ids.ts';
import { roundNumberToCurrency } from '../money/currency.ts';
import { reportedError } from './accuracy/reported.ts';
import { NO_SUMS, type AccuracySums } from './accuracy/summary.ts';
import { errorScale } from './error-scale.ts';
import type { ForecastStep, Interval } from './model.ts';
import { RESOLVED_NEEDED, chooseServed, type ResolvedErrors, type ServedDecision } from './registry/served.ts';
import type { Forecast, ForecastDay, ForecastScore, ReportedAccuracy, Served, StoredModel } from './types.ts';

export interface Draft {
  readonly accountId: AccountId;
  readonly businessDate: IsoDate;
  readonly currency: CurrencyCode;
  readonly model: Pick<StoredModel, 'id' | 'kind' | 'backtest'>;
  /** Observed days of the history behind the steps. */
  readonly observedDays: number;
  /** Realised error / backtest error to expect. */
  readonly inflation: number;
  readonly steps: readonly ForecastStep[];
  /** Recent resolved forecasts of the account in this currency; their order does not matter. */
  readonly scores: readonly ForecastScore[];
}

/** Realised accuracy is that of the first week: what people plan by. */
const REPORTED_STEPS = 7;
/** Fewer observed days are hardly a forecast. */
const FEW_DAYS = 7;

/** Deterministic. @throws DomainError FIT_FAILED when a figure is no amount of money. */
export function draftForecast(draft: Draft): Forecast {
  const { accountId, businessDate, currency, model, observedDays, steps } = draft;
  // Of this model only: what the one before it did says nothing about it.
  const resolved = draft.scores.filter(({ step, modelId }) => step <= REPORTED_STEPS && modelId === model.id);
  const decision = decideServed(draft, resolved);
  return {
    accountId,
    businessDate,
    currency,
    modelId: model.id,
    modelKind: model.kind,
    confidence: observedDays < FEW_DAYS ? 'low' : 'normal',
    served: decision.served,
    observedDays,
    accuracy: accuracyOf(steps, resolved, decision),
    days: steps.map((step) => toDay(step, model, { currency, served: decision.served })),
  };
}

function decideServed({ model, inflation }: Draft, resolved: readonly ForecastScore[]): ServedDecision {
  return chooseServed({
    resolved: resolved.map(errorsOf),
    current: lastServed(resolved),
    backtest: backtestOf(model),
    inflation,
  });
}

const errorsOf = ({ modelMean, naiveMean, actual }: ForecastScore): ResolvedErrors => ({
  modelError: Math.abs(modelMean - actual),
  naiveError: Math.abs(naiveMean - actual),
});

/** What the newest resolved forecast was served as. */
function lastServed(resolved: readonly ForecastScore[]): Served {
  const newest = resolved.reduce<ForecastScore | null>(
    (best, score) => (best === null || score.businessDate > best.businessDate ? score : best),
    null,
  );
  return newest?.served ?? 'model';
}

/** Both errors over the first week's buckets that were tested for both; null when those were too few to turn a model down by. */
function backtestOf({ backtest }: Pick<StoredModel, 'backtest'>): ResolvedErrors | null {
  let [modelError, naiveError, tested] = [0, 0, 0];
  for (const bucket of backtest.buckets) {
    const { step, n, meanAbsoluteError, naiveMeanAbsoluteError } = bucket;
    if (step > REPORTED_STEPS || meanAbsoluteError === null || naiveMeanAbsoluteError === null) continue;
    [modelError, naiveError, tested] = [
      modelError + meanAbsoluteError,
      naiveError + naiveMeanAbsoluteError,
      tested + n,
    ];
  }
  return tested < RESOLVED_NEEDED ? null : { modelError, naiveError };
}

function accuracyOf(
  steps: readonly ForecastStep[],
  resolved: readonly ForecastScore[],
  { skill }: ServedDecision,
): ReportedAccuracy {
  const week = steps.slice(0, REPORTED_STEPS);
  const expected = week.reduce((sum, { expectedError }) => sum + expectedError, 0) / Math.max(1, week.length);
  return { ...reportedError(expected, sumsOf(resolved)), skill };
}

const sumsOf = (resolved: readonly ForecastScore[]): AccuracySums => ({
  ...NO_SUMS,
  n: resolved.length,
  absoluteError: resolved.reduce((sum, { mean, actual }) => sum + Math.abs(mean - actual), 0),
});

interface Publishing {
  readonly currency: CurrencyCode;
  readonly served: Served;
}

function toDay(
  forecast: ForecastStep,
  { backtest }: Pick<StoredModel, 'backtest'>,
  { currency, served }: Publishing,
): ForecastDay {
  const { step, targetDate, naive, expectedError } = forecast;
  const interval: Interval = served === 'naive' ? naive : forecast;
  const scale = errorScale(backtest, step);
  const sigma = served === 'naive' ? scale.naiveSigma : scale.sigma;
  return {
    step,
    targetDate,
    revenue: roundNumberToCurrency(interval.mean, currency),
    lo80: roundNumberToCurrency(interval.lo80, currency),
    hi80: roundNumberToCurrency(interval.hi80, currency),
    lo95: roundNumberToCurrency(interval.lo95, currency),
    hi95: roundNumberToCurrency(interval.hi95, currency),
    modelRevenue: roundNumberToCurrency(forecast.mean, currency),
    naiveRevenue: roundNumberToCurrency(naive.mean, currency),
    expectedError: served === 'naive' ? scale.naiveSigma : expectedError,
    sigma: sigma === 0 ? null : sigma,
  };
}
