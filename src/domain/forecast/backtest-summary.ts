// What a recipe would have been wrong by, per bucket of steps, beside last week's value at the same origins.
import { sameWeekday } from './candidate-path.ts';
import { STEP_BUCKETS } from './model.ts';
import type { Backtest, BacktestBucket, ScoreQuantiles } from './model.ts';
import { naiveForecaster } from './naive.ts';
import type { NaiveForecaster } from './naive.ts';
import { sortForQuantiles } from './partial-sort.ts';
import type { PreparedSeries } from './prepare.ts';
import type { RolledForecasts } from './rolling-origin.ts';
import { dayValues } from './scratch.ts';
import { meanOf, poolErrors, spreadOf, steadySigma } from './sigma.ts';
import type { AbsoluteErrors } from './sigma.ts';
import { inside, meanObserved, quantileOf } from './statistics.ts';

/** From that many observed values on the account's own errors say something about the tails. */
const ENOUGH_FOR_SCORES = 56;
const LEAST_ERRORS = 20;
const SCORED_SHARES = [0.025, 0.1, 0.9, 0.975] as const;

/** What was wrong at the origins of one bucket: actual minus forecast in order of the days, and sums over the same targets. */
interface BucketErrors {
  readonly error: Float64Array;
  readonly own: AbsoluteErrors;
  readonly naive: AbsoluteErrors;
  readonly actual: AbsoluteErrors;
}

export function summariseBacktest(series: PreparedSeries, combined: RolledForecasts): Backtest {
  const rolled = { series, combined, naive: naiveForecaster(series.observed) };
  const rows = STEP_BUCKETS.map((step, bucket) => bucketErrors(rolled, step, bucket));
  const spread = spreadOf(series);
  const all = poolErrors(rows.map(({ own }) => own));
  const allNaive = poolErrors(rows.map(({ naive }) => naive));
  const buckets = rows.map(({ error, own, naive, actual }, bucket): BacktestBucket => {
    const sigma = steadySigma(own, all, spread);
    return {
      step: STEP_BUCKETS[bucket] ?? 1,
      n: own.n,
      meanAbsoluteError: meanOf(own),
      meanAbsoluteActual: meanOf(actual),
      naiveMeanAbsoluteError: meanOf(naive),
      sigma,
      naiveSigma: steadySigma(naive, allNaive, spread),
      bias: own.n === 0 ? null : 0 - meanObserved(error),
      scores: series.count < ENOUGH_FOR_SCORES ? null : scoresOf(error, sigma),
    };
  });
  return { origins: Math.max(...buckets.map(({ n }) => n)), buckets };
}

interface Rolled {
  readonly series: PreparedSeries;
  readonly combined: RolledForecasts;
  readonly naive: NaiveForecaster;
}

function bucketErrors({ series, combined, naive }: Rolled, step: number, bucket: number): BucketErrors {
  const { targets } = series;
  const days = targets.length;
  const error = dayValues(days);
  const from = bucket * days;
  let n = 0;
  let own = 0;
  let size = 0;
  for (let target = step; target < days; target += 1) {
    const actual = inside(targets, target);
    const wrong = actual - inside(combined, from + target);
    if (Number.isNaN(wrong)) continue;
    error[n] = wrong;
    n += 1;
    own += Math.abs(wrong);
    size += Math.abs(actual);
  }
  const others = naiveErrors({ targets, naive, known: combined.subarray(from, from + days) }, step);
  return { error: error.subarray(0, n), own: { sum: own, n }, naive: others, actual: { sum: size, n } };
}

interface NaiveInput {
  readonly targets: Float64Array;
  readonly naive: NaiveForecaster;
  /** Last week's value is judged on the days that the recipe has a forecast for. */
  readonly known: Float64Array;
}

function naiveErrors({ targets, naive, known }: NaiveInput, step: number): AbsoluteErrors {
  const { weekly, latest } = naive;
  const back = step - sameWeekday(0, step);
  let sum = 0;
  let n = 0;
  for (let target = step; target < targets.length; target += 1) {
    const lastWeek = target < back ? Number.NaN : inside(weekly, target - back);
    const forecast = Number.isNaN(lastWeek) ? inside(latest, target - step) : lastWeek;
    const error = Math.abs(inside(targets, target) - forecast);
    if (Number.isNaN(error) || Number.isNaN(inside(known, target))) continue;
    sum += error;
    n += 1;
  }
  return { sum, n };
}

/** Sorts the errors in place. */
function scoresOf(errors: Float64Array, sigma: number): ScoreQuantiles | null {
  if (sigma === 0 || errors.length < LEAST_ERRORS) return null;
  const sorted = sortForQuantiles(errors, SCORED_SHARES);
  return {
    lo95: quantileOf(sorted, 0.025) / sigma,
    lo80: quantileOf(sorted, 0.1) / sigma,
    hi80: quantileOf(sorted, 0.9) / sigma,
    hi95: quantileOf(sorted, 0.975) / sigma,
  };
}
