// How large the errors of a bucket are, steadied: on a short history the few errors of a backtest are themselves a matter of luck.
import type { PreparedSeries } from './prepare.ts';
import { observedForQuantiles } from './partial-sort.ts';
import { inside, quantileOf } from './statistics.ts';

/** In how many errors' stead the other figures speak. */
const WEIGHT = { allBuckets: 10, spread: 5, level: 1 } as const;
/** A daily error as a share of the level, where nothing else is known. */
const LEVEL_SHARE = 0.3;
const MEDIAN = [0.5] as const;

/** What the account's values say about the size of its errors before any backtest. */
export interface ValueSpread {
  /** Mean distance from the median; null below two values. */
  readonly deviation: number | null;
  /** Size of the mean. */
  readonly level: number;
}

export function spreadOf({ targets }: PreparedSeries): ValueSpread {
  const sorted = observedForQuantiles(targets, MEDIAN);
  if (sorted.length === 0) return { deviation: null, level: 0 };
  const median = quantileOf(sorted, 0.5);
  let sum = 0;
  let distances = 0;
  for (let i = 0; i < sorted.length; i += 1) {
    sum += inside(sorted, i) / sorted.length;
    distances += Math.abs(inside(sorted, i) - median) / sorted.length;
  }
  return { deviation: sorted.length < 2 ? null : distances, level: Math.abs(sum) };
}

/** A sum of n absolute errors. */
export interface AbsoluteErrors {
  readonly sum: number;
  readonly n: number;
}

export const meanOf = ({ sum, n }: AbsoluteErrors): number | null => (n === 0 ? null : sum / n);

export const poolErrors = (parts: readonly AbsoluteErrors[]): AbsoluteErrors =>
  parts.reduce((all, { sum, n }) => ({ sum: all.sum + sum, n: all.n + n }), { sum: 0, n: 0 });

/** Weighted mean of the bucket's mean absolute error, that of all buckets, the spread of the values and a share of their level. */
export function steadySigma(own: AbsoluteErrors, all: AbsoluteErrors, { deviation, level }: ValueSpread): number {
  let sum = 0;
  let total = 0;
  const add = (value: number | null, weight: number): void => {
    if (value === null) return;
    sum += weight * value;
    total += weight;
  };
  add(meanOf(own), own.n);
  add(meanOf(all), WEIGHT.allBuckets);
  add(deviation, WEIGHT.spread);
  add(LEVEL_SHARE * level, WEIGHT.level);
  return sum / total;
}
