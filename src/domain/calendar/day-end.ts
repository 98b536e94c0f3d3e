// When a calendar day is over somewhere: its revenue is complete then, and not before.
import type { IsoDate } from '../ids.ts';
import { businessDateAt } from './business-date.ts';

const HOUR_MS = 3_600_000;
/** No zone is further from UTC than this. */
const WIDEST_OFFSET_MS = 15 * HOUR_MS;

/**
 * The first instant, in ms since the epoch, at which `date` is a complete day in `timeZone`: the midnight that ends it,
 * daylight-saving changes included. Exact to the second.
 * @throws DomainError INVALID_TIME_ZONE.
 */
export function dayEnd(date: IsoDate, timeZone: string): number {
  let before = (utcMidnightAfter(date) - WIDEST_OFFSET_MS) / 1_000;
  let after = (utcMidnightAfter(date) + WIDEST_OFFSET_MS) / 1_000;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (isOver(date, timeZone, middle * 1_000)) after = middle;
    else before = middle;
  }
  return after * 1_000;
}

const isOver = (date: IsoDate, timeZone: string, at: number): boolean =>
  businessDateAt(new Date(at).toISOString(), timeZone) >= date;

/** How long, in ms, until the day is over there; 0 when it is. */
export function untilDayEnd(date: IsoDate, timeZone: string, now: Date): number {
  const overEverywhere = utcMidnightAfter(date) + WIDEST_OFFSET_MS;
  if (now.getTime() >= overEverywhere || isOver(date, timeZone, now.getTime())) return 0;
  return dayEnd(date, timeZone) - now.getTime();
}

const utcMidnightAfter = (date: IsoDate): number => Date.parse(`${date}T00:00:00Z`) + 24 * HOUR_MS;
