// Durations as counts in buckets that grow by a tenth: small to keep, exact to five per cent, and they add up in any order.

/** Counts by bucket: bucket `n` holds what is above 1.1^(n-1) ms up to 1.1^n ms; 0 holds up to one millisecond. */
export type DurationBuckets = Readonly<Record<string, number>>;

const GROWTH = Math.log(1.1);
/** An hour and more are one. */
const LAST = Math.ceil(Math.log(3_600_000) / GROWTH);

const bucketOf = (ms: number): number => (ms <= 1 ? 0 : Math.min(LAST, Math.ceil(Math.log(ms) / GROWTH)));

export const withDuration = (buckets: DurationBuckets, ms: number): DurationBuckets =>
  mergeDurations(buckets, { [bucketOf(ms)]: 1 });

export function mergeDurations(a: DurationBuckets, b: DurationBuckets): DurationBuckets {
  const sum: Record<string, number> = { ...a };
  for (const [bucket, count] of Object.entries(b)) sum[bucket] = (sum[bucket] ?? 0) + count;
  return sum;
}

export const countDurations = (buckets: DurationBuckets): number =>
  Object.values(buckets).reduce((sum, count) => sum + count, 0);

/** The duration, in ms, that a share of all do not exceed; 0 of none. @param share 0 to 1. */
export function quantileOf(buckets: DurationBuckets, share: number): number {
  const rank = Math.max(1, Math.ceil(countDurations(buckets) * share));
  let seen = 0;
  for (const bucket of Object.keys(buckets)
    .map(Number)
    .toSorted((a, b) => a - b)) {
    seen += buckets[bucket] ?? 0;
    if (seen >= rank) return middleOf(bucket);
  }
  return 0;
}

/** In the middle by ratio, so that it is as far from both ends. */
const middleOf = (bucket: number): number => (bucket === 0 ? 1 : Math.exp((bucket - 0.5) * GROWTH));
