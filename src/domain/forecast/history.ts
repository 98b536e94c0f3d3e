// Which days a model may learn from: the observed days inside the depth window, and what is missing there.
import { addDays, compareDates, listDates } from '../calendar/dates.ts';
import { DomainError } from '../domain-error.ts';
import type { IsoDate } from '../ids.ts';
import type { HistoryPoint } from './types.ts';

const MAX_LISTED_MISSING_DATES = 50;

/** Calendar days, both ends included. */
export interface HistoryWindow {
  readonly from: IsoDate;
  readonly to: IsoDate;
}

export interface HistoryCheck {
  /** Days of the window with an observation; at least 1. */
  readonly present: number;
  readonly missing: number;
  /** The oldest missing days, at most 50 of them. */
  readonly missingDates: readonly IsoDate[];
}

/** The `depthDays` days (1 or more) that end with the business date. */
export function depthWindow(businessDate: IsoDate, depthDays: number): HistoryWindow {
  return { from: addDays(businessDate, 1 - depthDays), to: businessDate };
}

/**
 * The points inside the window, one per date, oldest first. When a date comes twice the one given last wins,
 * as a later figure corrects an earlier one; apart from that the order of `points` does not matter.
 */
export function observedDays(points: readonly HistoryPoint[], window: HistoryWindow): readonly HistoryPoint[] {
  const byDate = new Map<IsoDate, HistoryPoint>();
  for (const point of points) {
    if (point.date >= window.from && point.date <= window.to) byDate.set(point.date, point);
  }
  return [...byDate.values()].sort((a, b) => compareDates(a.date, b.date));
}

/** Counts the observed and the missing days of the window. @throws DomainError NO_HISTORY when no day was observed. */
export function checkHistory(points: readonly HistoryPoint[], window: HistoryWindow): HistoryCheck {
  const present = new Set(observedDays(points, window).map(({ date }) => date));
  if (present.size === 0) throw noHistory(window);
  const missing = listDates(window.from, window.to).filter((date) => !present.has(date));
  return {
    present: present.size,
    missing: missing.length,
    missingDates: missing.slice(0, MAX_LISTED_MISSING_DATES),
  };
}

/** The error of a window without a single observed day. */
export function noHistory({ from, to }: HistoryWindow): DomainError {
  return new DomainError(
    'NO_HISTORY',
    `There is no daily revenue from ${from} to ${to} to train on; import history or run a backfill.`,
    { from, to },
  );
}
