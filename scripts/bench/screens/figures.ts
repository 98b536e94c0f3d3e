// Durations summed up as people compare them, and what they are held against. Pure.
import { rounded } from '../statistics.ts';

/** In ms. */
export interface Spread {
  readonly requests: number;
  /** The first one of all, when nothing was in memory yet; not among the others. */
  readonly first: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Of the issue that asks for the screens; see docs/performance.md. */
export const BARS = {
  screenP95Ms: 100,
  predictP99Ms: 50,
  firstPaintMs: 1_000,
  taskMs: 50,
  scriptPerFrameMs: 8,
  scriptKb: 350,
} as const;

/** The smallest value that at least this share of the values does not exceed; NaN without values. @param share above 0, up to 1. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** @param durations in ms, in the order they were measured. */
export function spreadOf([first = Number.NaN, ...others]: readonly number[]): Spread {
  const at = (share: number): number => rounded(percentile(others, share), 1);
  return {
    requests: others.length,
    first: rounded(first, 1),
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    max: at(1),
  };
}
