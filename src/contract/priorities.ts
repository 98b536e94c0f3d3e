// Who goes first when workers are short. Temporal orders the waiting tasks of a queue by priority, 1 before 5, and those of one
// priority by turns: each fairness key gets its share. Children and ordinary steps inherit both. Nothing that runs is interrupted.
import type { Tier } from '../domain/account.ts';
import { scopeSuffix, type RunScope } from './workflow-ids.ts';

export const PRIORITIES = {
  /** A person asked for a few accounts, or for a decision, and waits. */
  manual: 1,
  /** The run of the last day that is over. */
  today: 2,
  /** A day run for an earlier date. Also what Temporal gives to whatever names no priority. */
  catchUp: 3,
  retrain: 4,
  /** Older days, and housekeeping. */
  backfill: 5,
} as const;

export type PriorityKey = (typeof PRIORITIES)[keyof typeof PRIORITIES];

/** Of seven accounts that are started while each tier waits, four are critical, two standard, one economy. */
export const TIER_WEIGHTS: Readonly<Record<Tier, number>> = { critical: 4, standard: 2, economy: 1 };

/** Runs and partitions start what everybody else waits for: they take no place behind the accounts of one cohort. */
const RUN_WEIGHT = 4;

/** Temporal refuses a start whose key has more bytes, and a workflow task that asks for such a child fails for ever. */
export const FAIRNESS_KEY_BYTES_MAX = 64;

/** A key that waits by turns with the others of its priority, and its weight, 0.001 to 1000. */
export interface FairShare {
  readonly fairnessKey: string;
  readonly fairnessWeight: number;
}

export interface ShareHolder {
  readonly cohort: string;
  readonly tier: Tier;
}

/** Cohorts take turns whatever their size; within a cohort the tiers do, by weight. */
export const accountShare = ({ cohort, tier }: ShareHolder): FairShare => ({
  fairnessKey: shortened(`${cohort}/${tier}`),
  fairnessWeight: TIER_WEIGHTS[tier],
});

/** Of a run itself, with everything that it does for all of its accounts. No cohort's name holds a colon. */
export const runShare = (scope: RunScope): FairShare => ({
  fairnessKey: shortened(`run:${scopeSuffix(scope).slice(1)}`),
  fairnessWeight: RUN_WEIGHT,
});

/** Names are ASCII and short where they are checked; a key must be so wherever it comes from. */
const shortened = (key: string): string => key.replace(/[^\x20-\x7e]/g, '?').slice(0, FAIRNESS_KEY_BYTES_MAX);
