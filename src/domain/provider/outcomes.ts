// How a provider has answered lately: a sliding window of a few buckets, and when that is trouble.
import type { OutcomeBucket, OutcomeCounts } from './types.ts';

export const WINDOW_MS = 30_000;
const BUCKET_MS = 5_000;
/** Fewer requests than this say nothing about a provider. */
export const TROUBLE_REQUESTS = 20;
/** This share of failures is more than bad luck. */
export const TROUBLE_SHARE = 0.5;

export const NO_OUTCOMES: OutcomeCounts = { requests: 0, failures: 0 };

export const addCounts = (a: OutcomeCounts, b: OutcomeCounts): OutcomeCounts => ({
  requests: a.requests + b.requests,
  failures: a.failures + b.failures,
});

/** Adds to the bucket of now and drops what has left the window. */
export function addOutcomes(
  buckets: readonly OutcomeBucket[],
  counts: OutcomeCounts,
  nowMs: number,
): readonly OutcomeBucket[] {
  const kept = buckets.filter(({ startMs }) => startMs > nowMs - WINDOW_MS);
  if (counts.requests === 0) return kept;
  const startMs = nowMs - (nowMs % BUCKET_MS);
  const current = kept.find((bucket) => bucket.startMs === startMs);
  const others = kept.filter((bucket) => bucket !== current);
  return [...others, { startMs, ...addCounts(current ?? NO_OUTCOMES, counts) }];
}

export const recentOutcomes = (buckets: readonly OutcomeBucket[], nowMs: number): OutcomeCounts =>
  buckets.filter(({ startMs }) => startMs > nowMs - WINDOW_MS).reduce<OutcomeCounts>(addCounts, NO_OUTCOMES);

export const isTrouble = ({ requests, failures }: OutcomeCounts): boolean =>
  requests >= TROUBLE_REQUESTS && failures >= requests * TROUBLE_SHARE;
