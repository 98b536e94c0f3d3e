// The days on which euro reference rates are published: those of the TARGET payment system, as closed since 2002.
import type { IsoDate } from '../ids.ts';
import { addDays, parseIsoDate, weekday } from './dates.ts';

const FIXED_HOLIDAYS: ReadonlySet<string> = new Set(['01-01', '05-01', '12-25', '12-26']);
const SATURDAY = 6;
const SUNDAY = 0;

/** False on Saturdays, Sundays, 1 January, Good Friday, Easter Monday, 1 May, 25 and 26 December. */
export function isTargetDay(date: IsoDate): boolean {
  const day = weekday(date);
  if (day === SATURDAY || day === SUNDAY || FIXED_HOLIDAYS.has(date.slice(5))) return false;
  const easter = easterSunday(Number(date.slice(0, 4)));
  return date !== addDays(easter, -2) && date !== addDays(easter, 1);
}

/** The last TARGET day on or before the date. @throws DomainError INVALID_DATE when there is none since 1970. */
export function lastTargetDay(date: IsoDate): IsoDate {
  let day = date;
  while (!isTargetDay(day)) day = addDays(day, -1);
  return day;
}

/**
 * Easter Sunday of the Gregorian calendar: the algorithm of Jones and Butcher as given in Jean Meeus, Astronomical
 * Algorithms (2nd ed.), chapter 8; valid for every year from 1583. Names follow the tables of the computus.
 */
export function easterSunday(year: number): IsoDate {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const yearOfCentury = year % 100;
  const lunarCorrection = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - lunarCorrection + 15) % 30;
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(yearOfCentury / 4) - epact - (yearOfCentury % 4)) % 7;
  const lateMoon = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  const marchDays = epact + toSunday - 7 * lateMoon + 114;
  const month = String(Math.floor(marchDays / 31)).padStart(2, '0');
  const day = String((marchDays % 31) + 1).padStart(2, '0');
  return parseIsoDate(`${year}-${month}-${day}`);
}
