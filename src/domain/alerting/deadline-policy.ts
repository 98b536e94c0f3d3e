// When what has to be done: one deadline per pipeline, stage and tier, and how long before it people are warned at the latest.
import { TIERS, type Tier } from '../account.ts';
import { localInstant } from '../calendar/local-time.ts';
import { addDays } from '../calendar/dates.ts';
import type { IsoDate } from '../ids.ts';

export const DEADLINE_STAGES = ['collected', 'forecast', 'published'] as const;
/** `collected`: the day's revenue is stored. `forecast`: a forecast is made of it. `published`: the gate has let it through, or holds it. */
export type DeadlineStage = (typeof DEADLINE_STAGES)[number];

/** A time of day on the day after the business date, or a time after the run has begun. */
export type Due = { readonly at: string; readonly timeZone: string } | { readonly afterStartMinutes: number };

export interface Deadline {
  readonly pipeline: string;
  readonly stage: DeadlineStage;
  readonly tier: Tier;
  readonly due: Due;
  /** Who is not done so many minutes before, and is not sure to be in time, is warned of. Earlier, only a forecast beyond the deadline warns. */
  readonly warnMinutes: number;
}

export type DeadlinePolicy = readonly Deadline[];

const utc = (at: string): Due => ({ at, timeZone: 'UTC' });

/** For a day run at 06:00 UTC, as the project's own schedule starts it. */
export const DEFAULT_DEADLINES: DeadlinePolicy = [
  { pipeline: 'daily', stage: 'collected', tier: 'critical', due: utc('07:00'), warnMinutes: 20 },
  { pipeline: 'daily', stage: 'published', tier: 'critical', due: utc('07:30'), warnMinutes: 30 },
  { pipeline: 'daily', stage: 'published', tier: 'standard', due: utc('09:00'), warnMinutes: 45 },
  { pipeline: 'daily', stage: 'published', tier: 'economy', due: utc('12:00'), warnMinutes: 60 },
];

/** In ms since the epoch. */
export const dueAt = ({ due }: Pick<Deadline, 'due'>, date: IsoDate, startedAtMs: number): number =>
  'at' in due ? localInstant(addDays(date, 1), due.at, due.timeZone) : startedAtMs + due.afterStartMinutes * 60_000;

/** The name of a deadline within its pipeline, such as `published/critical`. */
export const deadlineKey = ({ stage, tier }: Pick<Deadline, 'stage' | 'tier'>): string => `${stage}/${tier}`;

/** The order in which people read them: by stage, then by tier. */
export const inReadingOrder = (a: Deadline, b: Deadline): number =>
  DEADLINE_STAGES.indexOf(a.stage) - DEADLINE_STAGES.indexOf(b.stage) || TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier);
