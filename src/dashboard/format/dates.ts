// Calendar dates and instants as people read them. A date has no zone of its own; an instant is shown in the reader's, named.
const DAY_MS = 86_400_000;
const atNoon = (date: string): Date => new Date(`${date}T12:00:00Z`);

/** Moves a `YYYY-MM-DD` by whole days. */
export const addDays = (date: string, days: number): string =>
  new Date(atNoon(date).getTime() + days * DAY_MS).toISOString().slice(0, 10);

export const daysBetween = (from: string, to: string): number =>
  Math.round((atNoon(to).getTime() - atNoon(from).getTime()) / DAY_MS);

/** A real day of the calendar, written `YYYY-MM-DD`. */
export const isDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(atNoon(text).getTime()) && addDays(text, 0) === text;

const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options });
const LONG = format({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
const WEEKDAY = format({ weekday: 'long' });
const SHORT = format({ day: 'numeric', month: 'short' });

/** `Sat, 21 Nov 2026` */
export const formatDate = (date: string): string => LONG.format(atNoon(date));

/** `Saturday` */
export const weekdayOf = (date: string): string => WEEKDAY.format(atNoon(date));

/** `21 Nov` */
export const formatDayMonth = (date: string): string => SHORT.format(atNoon(date));

const inZone = (timeZone: string | undefined, more: Intl.DateTimeFormatOptions = {}): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-GB', {
    ...(timeZone === undefined ? {} : { timeZone }),
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    ...more,
  });

/** In the zone of the reader's machine, which is named. @param timeZone for tests. */
export const formatInstant = (instant: string, timeZone?: string): string => inZone(timeZone).format(new Date(instant));

/** The same with its year, for what may lie far away. */
export const formatFarInstant = (instant: string, timeZone?: string): string =>
  inZone(timeZone, { year: 'numeric' }).format(new Date(instant));

/** To the second, for what happens within a run. */
export const formatMoment = (instant: string, timeZone?: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    ...(timeZone === undefined ? {} : { timeZone }),
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
  }).format(new Date(instant));

/** `< 1 s`, `45 s`, `3 min 20 s`, `2 h 5 min` */
export function formatDuration(ms: number): string {
  if (ms > 0 && ms < 500) return '< 1 s';
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
