// Applies a stored recipe to the history as it is now: levels and the weekly profile are of today, weights and errors are the model's.
import { addDays, listDates } from '../calendar/dates.ts';
import type { IsoDate } from '../ids.ts';
import { calibrationAt, mixScores } from './calibration.ts';
import type { Calibration } from './calibration.ts';
import { errorScale } from './error-scale.ts';
import { CLOSED_DAY, intervalAround } from './interval.ts';
import type { Limits } from './interval.ts';
import { STEP_BUCKETS } from './model.ts';
import type { ForecastInput, ForecastModel, ForecastStep, ScoreQuantiles } from './model.ts';
import { prepareSeries } from './prepare.ts';
import type { PreparedSeries } from './prepare.ts';
import { bindWeights, pointOf, runRecipe, weighedNames } from './recipe.ts';
import type { BoundWeights, RecipePoint, RunRecipe } from './recipe.ts';
import { naiveForecast, naiveForecaster } from './naive.ts';
import type { NaiveForecaster } from './naive.ts';
import { lastDays } from './series.ts';
import { runSources, sumOfSources } from './source-shares.ts';
import type { RunSource } from './source-shares.ts';
import { bucketOf } from './step-bucket.ts';

export const LONGEST_HORIZON_DAYS = 28;
/** So many errors of its own count as much for an account's tails as the pooled calibration. */
const PRIOR_ERRORS = 200;

export interface ForecastOptions {
  /** 1..28. */
  readonly horizonDays: number;
  readonly calibration: Calibration;
}

/**
 * Steps 1..`horizonDays` after the last day of the input. Days without an observation at its end make every step that much longer:
 * its error and its bands are those of the distance from the last observed day.
 * @throws RangeError for another horizon; DomainError NO_HISTORY when no day of the depth is observed, FIT_FAILED when a value is not finite.
 */
export function forecastWith(
  model: ForecastModel,
  input: ForecastInput,
  options: ForecastOptions,
): readonly ForecastStep[] {
  const { horizonDays } = options;
  if (!Number.isInteger(horizonDays) || horizonDays < 1 || horizonDays > LONGEST_HORIZON_DAYS) {
    throw new RangeError(`A horizon is 1..${LONGEST_HORIZON_DAYS} days, not ${horizonDays}.`);
  }
  const applied = applyRecipe(model, input);
  const figures = bucketFigures(applied, options.calibration);
  const dates = targetDates(addDays(input.start, input.values.length - 1));
  return dates
    .slice(0, horizonDays)
    .map((targetDate, index) => forecastStep(applied, figures, { step: index + 1, targetDate }));
}

let latest: { readonly origin: IsoDate; readonly dates: readonly IsoDate[] } | null = null;

/** Nearly all accounts of a run have the same origin, and calendar arithmetic would cost as much as their forecast: the latest answer is kept. */
function targetDates(origin: IsoDate): readonly IsoDate[] {
  if (latest?.origin !== origin) {
    latest = { origin, dates: listDates(addDays(origin, 1), addDays(origin, LONGEST_HORIZON_DAYS)) };
  }
  return latest.dates;
}

/** A model's recipe, run over a history. */
export interface AppliedRecipe {
  readonly model: ForecastModel;
  readonly series: PreparedSeries;
  readonly run: RunRecipe;
  readonly weights: BoundWeights;
  readonly naive: NaiveForecaster;
  /** Empty unless the account is forecast as the sum of its sources. */
  readonly sources: readonly RunSource[];
  readonly limits: Limits;
}

/** @throws DomainError as `forecastWith`. */
export function applyRecipe(model: ForecastModel, input: ForecastInput): AppliedRecipe {
  const cut = lastDays(input, model.settings.depthDays);
  const series = prepareSeries(cut);
  const settings = {
    features: model.features.filter(({ used }) => used).map(({ name }) => name),
    holidays: input.holidays ?? [],
    polynomialDegree: model.settings.polynomialDegree,
  };
  const run = runRecipe({ ...settings, series, wanted: weighedNames(model.candidates) });
  return {
    model,
    series,
    naive: naiveForecaster(series.observed),
    run,
    weights: bindWeights(run, model.candidates),
    sources: model.sources === undefined ? [] : runSources(cut, model.sources, settings),
    limits: { nonNegative: !series.negative },
  };
}

/** What all steps of a bucket have in common. */
interface BucketFigures {
  readonly band: Band;
  readonly naiveBand: Band;
  readonly expectedError: number;
}

function bucketFigures({ model }: AppliedRecipe, calibration: Calibration): readonly BucketFigures[] {
  return STEP_BUCKETS.map((step) => {
    const { scores, naive, inflation } = calibrationAt(calibration, model.data.observed, step);
    const { naiveSigma, meanAbsoluteError } = errorScale(model.backtest, step);
    return {
      band: bandAt(model, step, scores),
      naiveBand: { sigma: naiveSigma, scores: naive },
      expectedError: inflation * meanAbsoluteError,
    };
  });
}

function forecastStep(
  applied: AppliedRecipe,
  figures: readonly BucketFigures[],
  { step: fromOrigin, targetDate }: Pick<ForecastStep, 'step' | 'targetDate'>,
): ForecastStep {
  const { limits, series } = applied;
  const step = fromOrigin + series.trailing;
  const bucket = figures[bucketOf(step)];
  if (bucket === undefined) throw new RangeError(`There is no bucket for step ${step}.`);
  const point = pointAt(applied, step);
  const { mean, lo80, hi80, lo95, hi95 } = point.closed ? CLOSED_DAY : intervalAround(point.value, bucket.band, limits);
  return {
    step: fromOrigin,
    targetDate,
    mean,
    lo80,
    hi80,
    lo95,
    hi95,
    naive: intervalAround(naiveAt(applied, step), bucket.naiveBand, limits),
    expectedError: point.closed ? 0 : bucket.expectedError,
  };
}

/** Last week's value for the day `step` days after the last observed one. */
export const naiveAt = ({ series, naive }: AppliedRecipe, step: number): number =>
  naiveForecast(naive, series.observed.length - 1, step);

/** The forecast for `step` days after the last observed day. */
export function pointAt({ run, weights, sources, limits }: AppliedRecipe, step: number): RecipePoint {
  const whole = pointOf(run, weights, step);
  if (whole.closed) return whole;
  const value = sources.length === 0 ? whole.value : sumOfSources(sources, step);
  return { value: limits.nonNegative ? Math.max(0, value) : value, closed: false };
}

interface Band {
  readonly sigma: number;
  readonly scores: ScoreQuantiles;
}

/** The account's own tails count as far as it has errors enough to know them. */
function bandAt({ backtest }: ForecastModel, step: number, pooled: ScoreQuantiles): Band {
  const { sigma } = errorScale(backtest, step);
  const own = backtest.buckets[bucketOf(step)];
  if (own === undefined || own.scores === null) return { sigma, scores: pooled };
  return { sigma, scores: mixScores(pooled, own.scores, own.n / (own.n + PRIOR_ERRORS)) };
}
