// Does today's distribution differ from the baseline's? Two measures: the population stability index and the
// Kolmogorov-Smirnov distance, each with what chance alone does to batches of that size.
import { ascending, quantile } from '../statistics.ts';

/** Bins of the index: the baseline's deciles. */
const BINS = 10;
/** Added to each bin's count, so that an empty one has a logarithm. */
const SMOOTHING = 0.5;

/**
 * The baseline's deciles as bin borders; fewer where deciles coincide.
 * @param baseline ascending, not empty.
 */
export function decileBorders(baseline: readonly number[]): readonly number[] {
  const inner = Array.from({ length: BINS - 1 }, (_, index) => quantile(baseline, (index + 1) / BINS));
  return [...new Set(inner)];
}

/** How many of the values lie in each bin; a value on a border belongs to the bin below it. */
export function countBins(values: readonly number[], borders: readonly number[]): readonly number[] {
  const counts = Array.from({ length: borders.length + 1 }, () => 0);
  for (const value of values) {
    const bin = borders.findIndex((border) => value <= border);
    const place = bin === -1 ? borders.length : bin;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts;
}

/**
 * PSI = sum over bins of (a - e) ln(a / e), a and e the shares of today and of the baseline; 0 when they agree.
 * N. Siddiqi, Credit Risk Scorecards (2006); under .1 is read as no change, over .25 as a large one.
 * Shares are smoothed: (count + .5) / (total + .5 x bins).
 */
export function populationStabilityIndex(actual: readonly number[], expected: readonly number[]): number {
  const [a, e] = [smoothedShares(actual), smoothedShares(expected)];
  return a.reduce((sum, share, bin) => {
    const other = e[bin] ?? share;
    return sum + (share - other) * Math.log(share / other);
  }, 0);
}

function smoothedShares(counts: readonly number[]): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count, 0) + SMOOTHING * counts.length;
  return counts.map((count) => (count + SMOOTHING) / total);
}

/** z of the 99.9 % quantile of the normal distribution. */
const Z_999 = 3.0902;

/**
 * What the index stays under in 99.9 % of batches that differ by chance: the quantile of chi squared with bins - 1 degrees of
 * freedom, times 1/n + 1/m. B. Yurdakul, Statistical Properties of Population Stability Index (2018);
 * the quantile by E. B. Wilson and M. M. Hilferty, The Distribution of Chi-square (1931). 0 for a single bin.
 */
export function psiByChance(bins: number, sizes: readonly [n: number, m: number]): number {
  const freedom = bins - 1;
  if (freedom < 1) return 0;
  const spread = 2 / (9 * freedom);
  const chiSquared = freedom * (1 - spread + Z_999 * Math.sqrt(spread)) ** 3;
  return chiSquared * (1 / sizes[0] + 1 / sizes[1]);
}

/** D = the largest distance between the two empirical distribution functions, 0..1. Neither may be empty; any order. */
export function ksDistance(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [ascending(one), ascending(other)];
  let [i, j, largest] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i] ?? Infinity, b[j] ?? Infinity);
    while (i < a.length && (a[i] ?? Infinity) <= value) i += 1;
    while (j < b.length && (b[j] ?? Infinity) <= value) j += 1;
    largest = Math.max(largest, Math.abs(i / a.length - j / b.length));
  }
  return largest;
}

/** Terms of the series; from the 100th on they are 0 for every z that does not give 1 anyway. */
const TERMS = 100;
/** Below it the series converges slowly, and its sum is 1 to 12 digits. */
const SURELY_ALIKE = 0.2;

/**
 * The asymptotic two-sided p-value 2 sum (-1)^(k-1) exp(-2 k^2 z^2), z = D sqrt(n m / (n + m)), 0..1.
 * N. Smirnov, Table for Estimating the Goodness of Fit of Empirical Distributions, Annals of Mathematical Statistics 19 (1948).
 */
export function ksPValue(distance: number, sizes: readonly [n: number, m: number]): number {
  const z = distance * Math.sqrt((sizes[0] * sizes[1]) / (sizes[0] + sizes[1]));
  if (z < SURELY_ALIKE) return 1;
  const sum = Array.from({ length: TERMS }, (_, index) => index + 1).reduce(
    (total, k) => total + (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * z * z),
    0,
  );
  return Math.min(1, Math.max(0, 2 * sum));
}
