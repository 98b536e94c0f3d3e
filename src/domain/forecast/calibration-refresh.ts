// Learns a calibration from forecasts whose days have come, and mixes a tenant's own into the one that ships.
import { mixScores } from './calibration.ts';
import type { Calibration, CalibrationCell, CalibrationRow } from './calibration.ts';
import { STEP_BUCKETS } from './model.ts';
import type { ForecastModel, ScoreQuantiles } from './model.ts';
import { errorScale } from './error-scale.ts';
import { mix, weightedQuantile } from './statistics.ts';
import type { Weighted } from './statistics.ts';
import { bucketOf } from './step-bucket.ts';

/** One day of a forecast that has come. */
export interface ResolvedScore {
  /** Accounts weigh the same, however many of their days have come. */
  readonly account: string;
  /** Tells the forecasts of an account apart, e.g. the day that it was made on. */
  readonly forecast: string;
  /** Observed values of the history it was made from. */
  readonly windowLength: number;
  readonly step: number;
  /** (actual - forecast) / backtest sigma; null where sigma is 0. */
  readonly score: number | null;
  /** The same for last week's value. */
  readonly naiveScore: number | null;
  /** |actual - forecast| / backtest error; null where that is 0. */
  readonly errorRatio: number | null;
}

/** What a stored forecast and the day that came say, beside the model that made it. */
export interface ResolvedStep {
  readonly account: string;
  readonly forecast: string;
  /** Days from the last observed day of the history to the target. */
  readonly step: number;
  readonly mean: number;
  readonly naiveMean: number;
  readonly actual: number;
}

export function scoreStep({ backtest, data }: ForecastModel, resolved: ResolvedStep): ResolvedScore {
  const { account, forecast, step, mean, naiveMean, actual } = resolved;
  const { sigma, naiveSigma, meanAbsoluteError } = errorScale(backtest, step);
  return {
    account,
    forecast,
    windowLength: data.observed,
    step,
    score: ratio(actual - mean, sigma),
    naiveScore: ratio(actual - naiveMean, naiveSigma),
    errorRatio: ratio(Math.abs(actual - mean), meanAbsoluteError),
  };
}

const ratio = (error: number, scale: number): number | null => (scale === 0 ? null : error / scale);

/** Lengths that a calibration has rows for. */
export const CALIBRATED_LENGTHS = [3, 7, 14, 28, 56, 180] as const;
/** So many resolved days count as much as the calibration that ships. */
const PRIOR_DAYS = 1000;
/** The reported error is checked over the first week. */
const REPORTED_STEPS = 7;

/**
 * Pooled split conformal quantiles of the scores per window length and bucket. A length without a resolved day has no row; a bucket
 * without one has the quantiles of its neighbour.
 */
export function calibrationFrom(resolved: readonly ResolvedScore[]): Calibration {
  const rows = CALIBRATED_LENGTHS.flatMap((windowLength) => {
    const own = resolved.filter((one) => nearestLength(one.windowLength) === windowLength);
    const cells = STEP_BUCKETS.map((_, bucket) => cellFrom(own, bucket));
    const filled = cells.map((cell, bucket) => cell ?? neighbour(cells, bucket));
    const known = filled.filter((cell) => cell !== null);
    return known.length < STEP_BUCKETS.length
      ? []
      : [{ windowLength, inflation: inflationFrom(own) ?? 1, cells: known }];
  });
  return { rows };
}

/** The tenant's own forecasts mixed into `base` as far as there are enough of them: n days weigh n / (n + 1000). */
export function refreshCalibration(base: Calibration, resolved: readonly ResolvedScore[]): Calibration {
  const own = calibrationFrom(resolved);
  return {
    rows: base.rows.map((row) =>
      mixRow(
        row,
        own.rows.find(({ windowLength }) => windowLength === row.windowLength),
      ),
    ),
  };
}

function mixRow(base: CalibrationRow, own: CalibrationRow | undefined): CalibrationRow {
  if (own === undefined) return base;
  const days = own.cells.reduce((sum, { n }) => sum + n, 0);
  return {
    windowLength: base.windowLength,
    inflation: mix(base.inflation, own.inflation, trust(days)),
    cells: base.cells.map((cell, bucket) => mixCell(cell, own.cells[bucket])),
  };
}

function mixCell(base: CalibrationCell, own: CalibrationCell | undefined): CalibrationCell {
  if (own === undefined) return base;
  return {
    scores: mixScores(base.scores, own.scores, trust(own.n)),
    naive: mixScores(base.naive, own.naive, trust(own.n)),
    n: base.n + own.n,
  };
}

const trust = (days: number): number => days / (days + PRIOR_DAYS);

/** The calibrated length that is nearest by ratio. */
function nearestLength(windowLength: number): number {
  const distance = (length: number): number => Math.abs(Math.log(length / Math.max(1, windowLength)));
  return CALIBRATED_LENGTHS.reduce<number>((best, length) => (distance(length) < distance(best) ? length : best), 3);
}

function neighbour(cells: readonly (CalibrationCell | null)[], bucket: number): CalibrationCell | null {
  const near = cells.slice(0, bucket).findLast((cell) => cell !== null) ?? cells.find((cell) => cell !== null) ?? null;
  return near === null ? null : { ...near, n: 0 };
}

function cellFrom(resolved: readonly ResolvedScore[], bucket: number): CalibrationCell | null {
  const own = resolved.filter(({ step }) => bucketOf(step) === bucket);
  const scores = quantilesOf(weighByAccount(own, ({ score }) => score));
  const naive = quantilesOf(weighByAccount(own, ({ naiveScore }) => naiveScore));
  return scores === null || naive === null ? null : { scores, naive, n: own.length };
}

/** Every account adds up to the weight 1. */
function weighByAccount(
  resolved: readonly ResolvedScore[],
  read: (one: ResolvedScore) => number | null,
): readonly Weighted[] {
  const known = resolved.flatMap((one) => {
    const value = read(one);
    return value === null ? [] : [{ account: one.account, value }];
  });
  const counts = new Map<string, number>();
  for (const { account } of known) counts.set(account, (counts.get(account) ?? 0) + 1);
  return known.map(({ account, value }) => ({ value, weight: 1 / (counts.get(account) ?? 1) }));
}

/** Days and runs of one account are alike, but not the same: it counts as that many independent forecasts. */
const INDEPENDENT_PER_ACCOUNT = 5;

/**
 * Quantiles as split conformal prediction takes them, share (1 + 1/n) of n independent scores, so that they hold for the next account and
 * not only for those seen. Intervals hold their centre: the lower ones are at most 0, the upper ones at least 0.
 */
function quantilesOf(weighted: readonly Weighted[]): ScoreQuantiles | null {
  if (weighted.length === 0) return null;
  const sorted = weighted.toSorted((a, b) => a.value - b.value);
  const accounts = sorted.reduce((sum, { weight }) => sum + weight, 0);
  const upper = (share: number): number => Math.min(1, share * (1 + 1 / (INDEPENDENT_PER_ACCOUNT * accounts)));
  return {
    lo95: Math.min(0, weightedQuantile(sorted, 1 - upper(0.975))),
    lo80: Math.min(0, weightedQuantile(sorted, 1 - upper(0.9))),
    hi80: Math.max(0, weightedQuantile(sorted, upper(0.9))),
    hi95: Math.max(0, weightedQuantile(sorted, upper(0.975))),
  };
}

/** Median over forecasts of the mean ratio over the first week, every forecast weighing the same; null when none is known. */
function inflationFrom(resolved: readonly ResolvedScore[]): number | null {
  const forecasts = new Map<string, { sum: number; n: number }>();
  for (const { account, forecast, step, errorRatio } of resolved) {
    if (step > REPORTED_STEPS || errorRatio === null) continue;
    const key = JSON.stringify([account, forecast]);
    const entry = forecasts.get(key) ?? { sum: 0, n: 0 };
    [entry.sum, entry.n] = [entry.sum + errorRatio, entry.n + 1];
    forecasts.set(key, entry);
  }
  const means = [...forecasts.values()].map(({ sum, n }) => ({ value: sum / n, weight: 1 }));
  if (means.length === 0) return null;
  return weightedQuantile(
    means.toSorted((a, b) => a.value - b.value),
    0.5,
  );
}
