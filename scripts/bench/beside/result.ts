// The figures of days beside a backfill, and whether they keep the aim.
import type { Machine } from '../machine.ts';
import { median, rounded } from '../statistics.ts';

/** Today's run may take so much longer beside a backfill. */
export const AIM = 1.5;

export interface BesidePair {
  /** Seconds from trigger to published, with nothing else at work and beside the backfill. */
  readonly alone: number;
  readonly beside: number;
  /** Accounts whose backfill was finished while the day ran. */
  readonly backfilled: number;
}

export interface BesideSize {
  readonly accounts: number;
  /** Medians of the pairs. */
  readonly aloneSeconds: number;
  readonly besideSeconds: number;
  /** Median of the pairs' own ratios: above 1 the day takes longer beside the backfill. */
  readonly ratio: number;
  readonly withinAim: boolean;
  readonly pairs: readonly BesidePair[];
}

export interface BesideReport {
  readonly machine: Machine;
  readonly aim: number;
  readonly sizes: readonly BesideSize[];
}

export function summariseBeside(accounts: number, pairs: readonly BesidePair[]): BesideSize {
  const ratio = rounded(median(pairs.map(({ alone, beside }) => beside / alone)), 2);
  return {
    accounts,
    aloneSeconds: rounded(median(pairs.map(({ alone }) => alone)), 3),
    besideSeconds: rounded(median(pairs.map(({ beside }) => beside)), 3),
    ratio,
    withinAim: ratio <= AIM,
    pairs,
  };
}
