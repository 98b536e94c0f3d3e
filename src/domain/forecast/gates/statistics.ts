// Order statistics that one odd day cannot bend.

/** Numbers in ascending order. */
export const ascending = (values: readonly number[]): readonly number[] => [...values].sort((a, b) => a - b);

/**
 * The quantile by linear interpolation between order statistics: type 7 of Hyndman and Fan, "Sample Quantiles in
 * Statistical Packages", The American Statistician 50 (1996). `sorted` ascending and not empty, `share` 0..1.
 */
export function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** Of at least one value. */
export const median = (values: readonly number[]): number => quantile(ascending(values), 0.5);

/** Of at least one value. */
export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Share of the largest sizes that `typicalSize` leaves out. */
const TRIMMED_SHARE = 0.1;

/**
 * The mean size without the largest tenth; of all of them when that leaves only zeros, as with an account that earns
 * now and then. 0 of no values.
 */
export function typicalSize(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sizes = ascending(values.map(Math.abs));
  const kept = sizes.slice(0, sizes.length - Math.floor(sizes.length * TRIMMED_SHARE));
  return mean(kept) || mean(sizes);
}
