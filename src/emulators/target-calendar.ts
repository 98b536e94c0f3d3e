// The days on which euro reference rates are published (TARGET days), and the instant of publication.
import { MS_PER_DAY, parseDay, weekday, type Day } from './days.ts';

const MS_PER_HOUR = 3_600_000;
const CLOSED_EVERY_YEAR: ReadonlySet<string> = new Set(['01-01', '05-01', '12-25', '12-26']);

export function isTargetDay(day: Day): boolean {
  if (weekday(day) > 4) return false;
  const date = new Date(day * MS_PER_DAY);
  if (CLOSED_EVERY_YEAR.has(date.toISOString().slice(5, 10))) return false;
  const fromEaster = day - easterSunday(date.getUTCFullYear());
  return fromEaster !== -2 && fromEaster !== 1;
}

/** The last TARGET day on or before `day`. */
export function lastTargetDay(day: Day): Day {
  let candidate = day;
  while (!isTargetDay(candidate)) candidate -= 1;
  return candidate;
}

/** 16:00 Central European time of a TARGET day; such a day is never one of the two on which the clocks change. */
export const publishedAt = (day: Day): number => day * MS_PER_DAY + (isSummerTime(day) ? 14 : 15) * MS_PER_HOUR;

/** Summer time runs from the last Sunday of March to the last Sunday of October. */
function isSummerTime(day: Day): boolean {
  const year = new Date(day * MS_PER_DAY).getUTCFullYear();
  return lastSunday(`${year}-03-31`) <= day && day < lastSunday(`${year}-10-31`);
}

function lastSunday(endOfMonth: string): Day {
  const last = dayNumber(endOfMonth);
  return last - ((weekday(last) + 1) % 7);
}

/** Easter by the anonymous Gregorian computus (Meeus, Jones, Butcher). */
function easterSunday(year: number): Day {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const ofCentury = year % 100;
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30;
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - epact - (ofCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  const fromMarchFirst = epact + toSunday - 7 * late + 21;
  return dayNumber(`${year}-03-01`) + fromMarchFirst;
}

function dayNumber(date: string): Day {
  const day = parseDay(date);
  if (day === null) throw new Error(`${date} is no day.`);
  return day;
}
