// Public holidays: such a day says nothing about ordinary days, and where the history has several of them they say what the next one is like.
import { daysBetween } from '../calendar/dates.ts';
import type { IsoDate } from '../ids.ts';
import type { PreparedSeries } from './prepare.ts';
import { at } from './statistics.ts';
import { weekdayLevels } from './weekday-profile.ts';

/** One holiday alone proves no effect. */
const ENOUGH_HOLIDAYS = 2;
/** The effect of n holidays is drawn to 0 as if one more without an effect had been seen. */
const PRIOR_HOLIDAYS = 1;

export interface HolidayEffect {
  /** The series without its holidays in what models learn from. */
  readonly series: PreparedSeries;
  /** Days, counted from the first of the series, that are holidays; may lie beyond its end. */
  readonly days: ReadonlySet<number>;
  /** What a holiday after the history adds, in units of the currency. */
  readonly ahead: number;
  /** The same for an observed holiday, estimated from the others; by day. */
  readonly observed: ReadonlyMap<number, number>;
}

/** Whether a holiday falls on an observed, open day of the history. */
export function touchesHoliday(series: PreparedSeries, dates: readonly IsoDate[]): boolean {
  return dates.some((date) => !Number.isNaN(at(series.targets, daysBetween(series.start, date))));
}

/** Null when no holiday falls on an observed, open day of the history. */
export function holidayEffect(series: PreparedSeries, dates: readonly IsoDate[]): HolidayEffect | null {
  const days = new Set(dates.map((date) => daysBetween(series.start, date)));
  const seen = [...days].filter((day) => !Number.isNaN(at(series.targets, day)));
  if (seen.length === 0) return null;
  const values = series.targets.map((value, day) => (days.has(day) ? Number.NaN : value));
  const ordinary = { ...series, values };
  const expected = weekdayLevels(ordinary);
  const extra = seen.map((day) => at(series.targets, day) - at(expected, day)).filter((one) => !Number.isNaN(one));
  const sum = extra.reduce((total, one) => total + one, 0);
  const without = seen.map((day) => {
    const own = at(series.targets, day) - at(expected, day);
    return [day, Number.isNaN(own) ? 0 : shrunk(sum - own, extra.length - 1)] as const;
  });
  return { series: ordinary, days, ahead: shrunk(sum, extra.length), observed: new Map(without) };
}

const shrunk = (sum: number, count: number): number => (count < ENOUGH_HOLIDAYS ? 0 : sum / (count + PRIOR_HOLIDAYS));
