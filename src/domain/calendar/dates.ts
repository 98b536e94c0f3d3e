// Calendar days as plain arithmetic on UTC day numbers: no clock, no time zone.
import { DomainError } from '../domain-error.ts';
import type { IsoDate } from '../ids.ts';

const MS_PER_DAY = 86_400_000;
const FIRST_YEAR = 1970;
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Runs ask for the same few hundred days again and again: so many are remembered, as a calendar costs more than a table. */
const REMEMBERED_DAYS = 4096;
const realDays = new Set<string>();

/** True for a real calendar day `YYYY-MM-DD` of the years 1970 to 9999. */
export function isIsoDate(text: string): text is IsoDate {
  if (realDays.has(text)) return true;
  const isReal = isInCalendar(text);
  if (isReal && realDays.size < REMEMBERED_DAYS) realDays.add(text);
  return isReal;
}

function isInCalendar(text: string): boolean {
  const match = ISO_DATE.exec(text);
  if (match === null) return false;
  const [year, month, day] = match.slice(1).map(Number);
  if (year === undefined || month === undefined || day === undefined || year < FIRST_YEAR) return false;
  // Date.UTC rolls 31 April over into May; a real day survives the round trip.
  const rolled = new Date(Date.UTC(year, month - 1, day));
  return rolled.getUTCMonth() === month - 1 && rolled.getUTCDate() === day;
}

/** @throws DomainError INVALID_DATE when the text is not a real calendar day `YYYY-MM-DD` of the years 1970 to 9999. */
export function parseIsoDate(text: string): IsoDate {
  if (isIsoDate(text)) return text;
  const shown = text.slice(0, 40);
  throw new DomainError('INVALID_DATE', `"${shown}" is not a calendar date YYYY-MM-DD (1970 to 9999).`, {
    date: shown,
  });
}

/** The last day that can be named. */
export const LAST_DATE = parseIsoDate('9999-12-31');

/** Both ways. */
const numbers = new Map<IsoDate, number>();
const dates = new Map<number, IsoDate>();

/** Days since 1970-01-01; NaN of what is no date. */
function dayNumber(date: IsoDate): number {
  const known = numbers.get(date);
  if (known !== undefined) return known;
  const number = Date.parse(`${date}T00:00:00Z`) / MS_PER_DAY;
  if (numbers.size < REMEMBERED_DAYS) numbers.set(date, number);
  return number;
}

/** The day `days` later (earlier when negative). @throws DomainError INVALID_DATE outside the years 1970 to 9999. */
export function addDays(date: IsoDate, days: number): IsoDate {
  const number = dayNumber(date) + days;
  const known = dates.get(number);
  if (known !== undefined) return known;
  const shifted = new Date(number * MS_PER_DAY);
  if (!Number.isSafeInteger(days) || Number.isNaN(shifted.getTime())) {
    throw new DomainError('INVALID_DATE', `${date} cannot be moved by ${days} days.`, { date, days: String(days) });
  }
  const text = parseIsoDate(shifted.toISOString().slice(0, -'T00:00:00.000Z'.length));
  if (dates.size < REMEMBERED_DAYS) dates.set(number, text);
  return text;
}

/** Days from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: IsoDate, to: IsoDate): number => dayNumber(to) - dayNumber(from);

/** Every day of the range, both ends included; empty when `to` is before `from`. */
export function listDates(from: IsoDate, to: IsoDate): readonly IsoDate[] {
  const count = Math.max(0, daysBetween(from, to) + 1);
  return Array.from({ length: count }, (_, offset) => addDays(from, offset));
}

/** Negative, zero or positive, as for `Array.sort`. */
export const compareDates = (a: IsoDate, b: IsoDate): number => (a < b ? -1 : Number(a > b));

/** 0 is Sunday, 6 is Saturday. */
export const weekday = (date: IsoDate): number => new Date(dayNumber(date) * MS_PER_DAY).getUTCDay();
