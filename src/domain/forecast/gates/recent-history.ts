// What an account's recent days say about the days to come: its usual size, its usual movement, its range, its weekdays.
// The yardstick of the gates; simple on purpose, so that a wrong model cannot agree with it by the same mistake.
import { daysBetween } from '../../calendar/dates.ts';
import type { IsoDate } from '../../ids.ts';
import type { DailySeries } from '../model.ts';
import { ascending, mean, median, quantile, typicalSize } from './statistics.ts';

const WEEK = 7;
/** Movement is measured on the last eight weeks: older ones may belong to another level. */
const NOISE_DAYS = 56;
const LEVEL_DAYS = 28;
const WEEKDAY_WEEKS = 4;
/** Fewer pairs of the same weekday than that say less than neighbouring days do. */
const WEEKDAY_PAIRS = 4;
/** No account is calmer than that share of its size: a cent more on a constant account is no event. */
const LEAST_NOISE = 0.05;
/** A week says something from that many observed days on. */
const DAYS_OF_A_WEEK = 4;
/** From so many values on outliers are told from the rest, as the model does it. */
const CLIP_FROM = 7;
const WHISKER = 3;

/** Lowest and highest value, units of the currency. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

const isObserved = (value: number | null | undefined): value is number => typeof value === 'number';

export const observedValues = ({ values }: DailySeries): readonly number[] => values.filter(isObserved);

const tail = ({ values }: DailySeries, days: number): readonly (number | null)[] => values.slice(-days);

/** The usual size of a day, 0 or more: of the last 28 days, or of all when none of them was observed. */
export function usualSize(history: DailySeries): number {
  const recent = tail(history, LEVEL_DAYS).filter(isObserved);
  return typicalSize(recent.length > 0 ? recent : observedValues(history));
}

/** What the account usually moves by between two days of the same weekday (neighbouring days in a short history); 0 only when all is 0. */
export function usualMovement(history: DailySeries): number {
  const recent = tail(history, NOISE_DAYS);
  const weekly = differences(recent, WEEK);
  const moves = weekly.length >= WEEKDAY_PAIRS ? weekly : differences(recent, 1);
  return Math.max(typicalSize(moves), LEAST_NOISE * usualSize(history));
}

const differences = (values: readonly (number | null)[], lag: number): readonly number[] =>
  values.flatMap((value, index) => {
    const earlier = values[index - lag];
    return isObserved(value) && isObserved(earlier) ? [value - earlier] : [];
  });

/** Lowest and highest observed value; null without an observation. */
export const observedRange = (history: DailySeries): Range | null => rangeOf(observedValues(history));

/** The same with outliers beyond 3 interquartile ranges drawn in. */
export function usualRange(history: DailySeries): Range | null {
  const sorted = ascending(observedValues(history));
  const range = rangeOf(sorted);
  if (range === null || sorted.length < CLIP_FROM) return range;
  const [q1, q3] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  const reach = WHISKER * (q3 - q1);
  // Equal quarters are an account that mostly does the same; its other days are no outliers then.
  if (reach === 0) return range;
  return { low: Math.max(range.low, q1 - reach), high: Math.min(range.high, q3 + reach) };
}

/** What recent days say for a target day: between the same weekday's median, last week's value and last week's mean. Null without an observation. */
export function expectedDay(history: DailySeries, targetDate: IsoDate): Range | null {
  const sameWeekday = weekdayValues(history, targetDate);
  const [lastWeek] = sameWeekday;
  const lastDays = tail(history, WEEK).filter(isObserved);
  return rangeOf([
    ...(sameWeekday.length > 0 ? [median(sameWeekday)] : []),
    ...(isObserved(lastWeek) ? [lastWeek] : []),
    ...(lastDays.length > 0 ? [mean(lastDays)] : []),
  ]);
}

/** The last four weeks' values of the target's weekday that were observed, latest first. */
export function weekdayValues(history: DailySeries, targetDate: IsoDate): readonly number[] {
  const offset = daysBetween(history.start, targetDate);
  const last = history.values.length - 1;
  const weeksAhead = Math.max(1, Math.ceil((offset - last) / WEEK));
  return Array.from({ length: WEEKDAY_WEEKS }, (_, week) => history.values[offset - WEEK * (weeksAhead + week)]).filter(
    isObserved,
  );
}

/**
 * The mean of the last four weeks' values of the target's weekday, outliers drawn in; of all their days where that weekday
 * was not observed. Null without any.
 */
export function lastWeeksLevel(history: DailySeries, targetDate: IsoDate): number | null {
  const sameWeekday = weekdayValues(history, targetDate);
  const values = sameWeekday.length > 0 ? sameWeekday : tail(history, LEVEL_DAYS).filter(isObserved);
  const range = usualRange(history);
  if (range === null || values.length === 0) return null;
  return mean(values.map((value) => Math.min(range.high, Math.max(range.low, value))));
}

/** The lowest and the highest mean of the last four weeks of at least 4 observed days; null when there is no such week. */
export function expectedWeek(history: DailySeries): Range | null {
  const { values } = history;
  const weeks = Array.from({ length: WEEKDAY_WEEKS }, (_, week) =>
    values.slice(Math.max(0, values.length - WEEK * (week + 1)), Math.max(0, values.length - WEEK * week)),
  );
  return rangeOf(
    weeks
      .map((days) => days.filter(isObserved))
      .filter((days) => days.length >= DAYS_OF_A_WEEK)
      .map(mean),
  );
}

const rangeOf = (values: readonly number[]): Range | null =>
  values.length === 0 ? null : { low: Math.min(...values), high: Math.max(...values) };
