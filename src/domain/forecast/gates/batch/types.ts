// What the gate of a whole day's batch is given and what it answers.
import type { AccountId, IsoDate } from '../../../ids.ts';
import type { Finding } from '../findings.ts';

/** One account's forecast of the day, light enough for 100,000 of them. */
export interface BatchRow {
  readonly accountId: AccountId;
  /** (mean of the first week's forecasts - the account's own recent level) / its usual movement; null when it has none. */
  readonly shift: number | null;
  /** The forecast of the first step, units of the account's currency. */
  readonly firstDay: number;
  /** Every step is 0. */
  readonly allZero: boolean;
  /** A step is below 0. */
  readonly negative: boolean;
  /** The account's inputs are late or missing. */
  readonly late: boolean;
  /** Its own gate holds it already. */
  readonly held: boolean;
}

/** What one day's batch looked like: a few hundred numbers, whatever its size. */
export interface BatchProfile {
  readonly date: IsoDate;
  readonly accounts: number;
  /** Evenly spaced quantiles of the known shifts, lowest first: 101 of them, or none when no shift is known. */
  readonly shiftQuantiles: readonly number[];
  /** Shares of the accounts, 0..1. `tailShare`: |shift| beyond the policy's `tailShift`. `heldShare`: held although their inputs are there. */
  readonly zeroShare: number;
  readonly negativeShare: number;
  readonly tailShare: number;
  readonly lateShare: number;
  readonly heldShare: number;
}

export interface BatchUnderTest {
  readonly date: IsoDate;
  readonly rows: readonly BatchRow[];
  /** Profiles of the last published days, up to 28; their order does not matter. */
  readonly baseline: readonly BatchProfile[];
}

export const BATCH_RULES = [
  'population-shift',
  'distribution-shift',
  'zeros',
  'negatives',
  'tails',
  'late-inputs',
  'held-forecasts',
  'fewer-accounts',
  'odd-accounts',
] as const;
export type BatchRule = (typeof BATCH_RULES)[number];

/** What was measured against the baseline; null where that was skipped. */
export interface BatchFigures {
  readonly accounts: number;
  readonly baselineDays: number;
  /** Population stability index, 0 or more. */
  readonly psi: number | null;
  /** Two-sample Kolmogorov-Smirnov distance, 0..1, and its asymptotic p-value. */
  readonly ksDistance: number | null;
  readonly ksPValue: number | null;
  /** Share of the accounts that publish today which are odd, 0..1. */
  readonly oddShare: number;
}

export interface BatchVerdict {
  /** `quarantine`: publish all but `quarantined`. */
  readonly decision: 'publish' | 'quarantine' | 'hold';
  /** Odd accounts that their own gates let pass, by id; empty unless the decision is `quarantine`. */
  readonly quarantined: readonly AccountId[];
  readonly findings: readonly Finding<BatchRule>[];
  /** Why the comparison with earlier days was left out, one sentence; null when it was not. */
  readonly skipped: string | null;
  readonly figures: BatchFigures;
  /** Today's, to be kept as baseline when it is published. */
  readonly profile: BatchProfile;
}
