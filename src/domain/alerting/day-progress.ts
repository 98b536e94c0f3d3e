// How far the accounts of a tier have come with a stage of their day.
import type { Tier } from '../account.ts';
import type { DeadlineStage } from './deadline-policy.ts';

/** So many accounts of a tier stand the same. */
export interface DayCount {
  readonly tier: Tier;
  /** What the run record of their day says; null: it has none. */
  readonly status: string | null;
  /** Whether revenue of the date is stored. */
  readonly collected: boolean;
  readonly accounts: number;
}

export interface StageProgress {
  /** Active accounts of the tier. */
  readonly expected: number;
  readonly done: number;
  /** Ended without being done: failed or cancelled. They are not late; why they failed is an incident of its own. */
  readonly ended: number;
  readonly left: number;
}

const FORECAST: ReadonlySet<string | null> = new Set(['staged', 'held', 'published']);
/** What is held waits for people, with an alert and a deadline of its own. */
const PUBLISHED: ReadonlySet<string | null> = new Set(['held', 'published']);
const ENDED: ReadonlySet<string | null> = new Set(['failed', 'cancelled']);

const IS_DONE: Readonly<Record<DeadlineStage, (count: DayCount) => boolean>> = {
  collected: ({ collected }) => collected,
  forecast: ({ status }) => FORECAST.has(status),
  published: ({ status }) => PUBLISHED.has(status),
};

export function stageProgress(counts: readonly DayCount[], stage: DeadlineStage, tier: Tier): StageProgress {
  const ofTier = counts.filter((count) => count.tier === tier);
  const expected = sum(ofTier);
  const done = sum(ofTier.filter(IS_DONE[stage]));
  const ended = sum(ofTier.filter((count) => !IS_DONE[stage](count) && ENDED.has(count.status)));
  return { expected, done, ended, left: expected - done - ended };
}

const sum = (counts: readonly DayCount[]): number => counts.reduce((total, { accounts }) => total + accounts, 0);
