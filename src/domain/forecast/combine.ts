// Averages candidates instead of picking one: on a short history the best of a backtest is often only the luckiest.
import type { CandidatePath } from './candidate-path.ts';
import { STEP_BUCKETS } from './model.ts';
import type { CandidateRecord } from './model.ts';
import { lookAhead, roomFor } from './rolling-origin.ts';
import type { RolledForecasts, StepView } from './rolling-origin.ts';
import { scratchRoom } from './scratch.ts';
import { inside } from './statistics.ts';
import { nearestKnown } from './step-bucket.ts';

/** How fast a weight falls with the excess over the best error: with the length of the history, as a long backtest is worth more trust. */
const SHARPNESS = { perValue: 1 / 3, highest: 25 } as const;
/** Errors below that share of the largest one are all the same: rounding. */
const ROUNDING = 1e-9;
/** Weights below that share of the largest one are dropped. */
const NEGLIGIBLE = 0.002;

export interface ScoredCandidate {
  readonly name: string;
  /** Per bucket. */
  readonly errors: readonly (number | null)[];
}

/**
 * Weights exp(-sharpness (error / best - 1)) per bucket, where half of the ratio is the bucket's own and half the mean over the buckets.
 * `values`: observed values of the history.
 */
export function weighCandidates(scored: readonly ScoredCandidate[], values: number): readonly CandidateRecord[] {
  const sharpness = Math.min(SHARPNESS.highest, SHARPNESS.perValue * values);
  const reference = bestErrors(scored);
  const records = scored.map(({ name, errors }) => ({
    name,
    errors,
    weights: rawWeights(errors, reference, sharpness),
  }));
  for (let bucket = 0; bucket < STEP_BUCKETS.length; bucket += 1) toShares(records, bucket);
  return records;
}

type Errors = readonly (number | null)[];

interface BestErrors {
  /** Per bucket. */
  readonly best: readonly number[];
  /** What is added to both sides of a ratio, so that rounding makes no difference. */
  readonly nothing: number;
}

function bestErrors(scored: readonly ScoredCandidate[]): BestErrors {
  const best = STEP_BUCKETS.map(() => Number.POSITIVE_INFINITY);
  let largest = 0;
  for (const { errors } of scored) {
    for (let bucket = 0; bucket < best.length; bucket += 1) {
      const error = errors[bucket] ?? null;
      if (error === null) continue;
      best[bucket] = Math.min(error, best[bucket] ?? error);
      largest = Math.max(largest, error);
    }
  }
  return { best, nothing: ROUNDING * largest };
}

function rawWeights(errors: Errors, { best, nothing }: BestErrors, sharpness: number): number[] {
  const ratios = errors.map((error, bucket) =>
    error === null ? null : ratioOf(error + nothing, (best[bucket] ?? 0) + nothing),
  );
  const overall = meanKnown(ratios);
  return STEP_BUCKETS.map((_, bucket) => {
    if (overall === null) return 0;
    const ratio = ((nearestKnown(ratios, bucket) ?? overall) + overall) / 2;
    return Math.exp(-sharpness * (ratio - 1));
  });
}

/** Error / best error of the bucket, 1 or more; where nothing is ever wrong, all are as good. */
const ratioOf = (error: number, best: number): number => (best === 0 ? 1 : error / best);

function meanKnown(values: Errors): number | null {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (value === null) continue;
    sum += value;
    count += 1;
  }
  return count === 0 ? null : sum / count;
}

interface Raw {
  readonly weights: number[];
}

/** Turns a bucket's weights into shares of their sum, without those that change nothing; equal ones where nothing is known. */
function toShares(records: readonly Raw[], bucket: number): void {
  let largest = 0;
  let total = 0;
  for (const { weights } of records) largest = Math.max(largest, weights[bucket] ?? 0);
  const kept = (weight: number): number => (weight < NEGLIGIBLE * largest ? 0 : weight);
  for (const { weights } of records) total += kept(weights[bucket] ?? 0);
  for (const { weights } of records) {
    weights[bucket] = total === 0 ? 1 / records.length : kept(weights[bucket] ?? 0) / total;
  }
}

/** Weighted mean of the forecasts that are known; NaN where none is. Rolled once more, as to keep them all would cost more. */
export function combineRolled(records: readonly CandidateRecord[], paths: readonly CandidatePath[]): RolledForecasts {
  const days = paths[0]?.level.length ?? 0;
  const combined = roomFor(days);
  for (let bucket = 0; bucket < STEP_BUCKETS.length; bucket += 1) {
    const step = STEP_BUCKETS[bucket] ?? 1;
    combineStep({ records, paths, bucket, step }, combined.subarray(bucket * days, (bucket + 1) * days));
  }
  return combined;
}

interface StepToCombine {
  readonly records: readonly CandidateRecord[];
  readonly paths: readonly CandidatePath[];
  readonly bucket: number;
  readonly step: number;
}

function combineStep({ records, paths, bucket, step }: StepToCombine, sum: Float64Array): void {
  const total = roomForTotals(sum.length);
  total.fill(0);
  for (let index = 0; index < paths.length; index += 1) {
    const weight = records[index]?.weights[bucket] ?? 0;
    const path = paths[index];
    if (weight !== 0 && path !== undefined) addWeighted({ sum, total }, lookAhead(path, step), weight);
  }
  for (let target = 0; target < sum.length; target += 1) sum[target] = inside(sum, target) / inside(total, target);
}

const roomForTotals = scratchRoom();

interface WeightedSum {
  readonly sum: Float64Array;
  readonly total: Float64Array;
}

function addWeighted({ sum, total }: WeightedSum, view: StepView, weight: number): void {
  const { step, first, ahead, weekly, weeksBack } = view;
  for (let target = first; target < sum.length; target += 1) {
    const forecast = inside(ahead, target - step) + inside(weekly, target - weeksBack);
    if (Number.isNaN(forecast)) continue;
    sum[target] = inside(sum, target) + weight * forecast;
    total[target] = inside(total, target) + weight;
  }
}
