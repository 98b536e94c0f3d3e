// Calendar days as whole numbers, so that ranges, weekdays and shifts are plain arithmetic. Knows no clock.

/** Days since 1970-01-01. */
export type Day = number;

export const MS_PER_DAY = 86_400_000;
/** A Monday (1970-01-05): whole weeks are counted from it. */
export const MONDAY_EPOCH: Day = 4;

const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Null when the text is not a day of the calendar, e.g. `2026-02-30`. */
export function parseDay(text: string): Day | null {
  if (!ISO_DAY.test(text)) return null;
  const time = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(time)) return null;
  const day = time / MS_PER_DAY;
  return formatDay(day) === text ? day : null;
}

export const formatDay = (day: Day): string => new Date(day * MS_PER_DAY).toISOString().slice(0, 10);

/** The UTC day of an instant. */
export const dayOf = (instant: Date): Day => Math.floor(instant.getTime() / MS_PER_DAY);

/** 0 = Monday .. 6 = Sunday. */
export const weekday = (day: Day): number => modulo(day - MONDAY_EPOCH, 7);

/** The remainder that is never negative. */
export const modulo = (value: number, divisor: number): number => ((value % divisor) + divisor) % divisor;
