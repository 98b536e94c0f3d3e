// Is there enough to train on? Said before training, with the days that are missing, so that someone can fetch them.
import { addDays } from '../../calendar/dates.ts';
import type { IsoDate } from '../../ids.ts';
import type { DailySeries } from '../model.ts';

export interface TrainingNeeds {
  /** Observed days, at least. A window of fewer days needs all of them. */
  readonly minObserved: number;
  /** Share of the days since the first observed one that may be missing, 0..1. */
  readonly maxMissingShare: number;
}

/** Seven days are one of each weekday; of a history with more gaps than days the weekly profile would be invented. */
export const DEFAULT_TRAINING_NEEDS: TrainingNeeds = { minObserved: 7, maxMissingShare: 0.5 };

export const READINESS_PROBLEMS = ['no-observation', 'last-day-missing', 'too-few-days', 'too-many-gaps'] as const;
export type ReadinessProblem = (typeof READINESS_PROBLEMS)[number];

export interface Readiness {
  readonly ready: boolean;
  /** The first that applies; null when ready. */
  readonly problem: ReadinessProblem | null;
  /** For people, one sentence. */
  readonly reason: string;
  readonly observed: number;
  /** Missing days since the first observed one: an account's time before it began is no gap. All days when none was observed. */
  readonly missing: number;
  /** 0..1. */
  readonly missingShare: number;
  /** The latest missing days, oldest first, at most 50. */
  readonly missingDates: readonly IsoDate[];
}

const MAX_LISTED = 50;

interface Counts {
  readonly observed: number;
  readonly days: number;
  readonly missing: readonly IsoDate[];
  readonly lastPresent: boolean;
  readonly needed: number;
}

/** `series`: the depth window, its last value the business date's. */
export function readiness(series: DailySeries, needs: TrainingNeeds): Readiness {
  const counts = countDays(series, needs);
  const missingShare = counts.days === 0 ? 0 : counts.missing.length / counts.days;
  const problem = problemOf(counts, missingShare, needs);
  return {
    ready: problem === null,
    problem,
    reason: REASONS[problem ?? 'ready'](counts),
    observed: counts.observed,
    missing: counts.missing.length,
    missingShare,
    missingDates: counts.missing.slice(-MAX_LISTED),
  };
}

function countDays({ start, values }: DailySeries, { minObserved }: TrainingNeeds): Counts {
  const first = Math.max(
    0,
    values.findIndex((value) => value !== null),
  );
  const known = values.slice(first);
  return {
    observed: known.filter((value) => value !== null).length,
    days: known.length,
    missing: known.flatMap((value, index) => (value === null ? [addDays(start, first + index)] : [])),
    lastPresent: typeof values.at(-1) === 'number',
    needed: Math.min(minObserved, values.length),
  };
}

function problemOf(counts: Counts, missingShare: number, { maxMissingShare }: TrainingNeeds): ReadinessProblem | null {
  if (counts.observed === 0) return 'no-observation';
  if (!counts.lastPresent) return 'last-day-missing';
  if (counts.observed < counts.needed) return 'too-few-days';
  return missingShare > maxMissingShare ? 'too-many-gaps' : null;
}

const REASONS: Readonly<Record<ReadinessProblem | 'ready', (counts: Counts) => string>> = {
  ready: ({ observed }) => `${observed} observed days to train on.`,
  'no-observation': () => 'No day of the window was observed; import history or run a backfill.',
  'last-day-missing': () => 'The business date itself is missing; wait for its reports or fetch it again.',
  'too-few-days': ({ observed, needed }) => `${observed} of the ${needed} observed days that training needs.`,
  'too-many-gaps': ({ missing, days }) => `${missing.length} of ${days} days are missing; run a backfill for them.`,
};
