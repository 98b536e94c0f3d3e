// Whether the weekly profile helps, tested on two simple levels only: to run all candidates twice would double the cost of training.
import { learnFlatWeek, learnWeek } from './learned-week.ts';
import type { LearnedWeek } from './learned-week.ts';
import { smoothedLevel } from './level-candidates.ts';
import type { PreparedSeries } from './prepare.ts';
import { backtestErrors } from './rolling-origin.ts';
import { weekFromStart, withoutProfile } from './weekday-profile.ts';

/** Share of the newest day in the level; 0 is the mean of all days. */
const TRIED_LEVELS = [0, 0.3] as const;

/** Errors of the better level over all buckets, in units of the currency. */
export interface WeekdayTrial {
  readonly without: number;
  readonly with: number;
}

export function tryWeekday(series: PreparedSeries): WeekdayTrial {
  return { without: levelError(series, learnFlatWeek(series)), with: levelError(series, learnWeek(series)) };
}

function levelError(series: PreparedSeries, { profile, calm }: LearnedWeek): number {
  const level = { values: withoutProfile(calm, profile), week: { fixed: weekFromStart(series, profile) } };
  const errors = TRIED_LEVELS.map((alpha) =>
    backtestErrors(smoothedLevel(level, alpha), series.targets, 'absolute').reduce<number>(
      (sum, error) => sum + (error ?? 0),
      0,
    ),
  );
  return Math.min(...errors);
}
