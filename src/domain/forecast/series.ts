// Daily values on a gapless calendar: how observed days become one, and how it is cut to the days a model may look at.
import { addDays, daysBetween } from '../calendar/dates.ts';
import { DomainError } from '../domain-error.ts';
import { noHistory } from './history.ts';
import type { HistoryWindow } from './history.ts';
import type { DailySeries, ForecastInput } from './model.ts';
import type { HistoryPoint } from './types.ts';

/**
 * Lays the points inside the window on its calendar; a day without one is null. When a date comes twice the one given last wins;
 * apart from that their order does not matter.
 * @throws DomainError FIT_FAILED when a value inside the window is not a finite number.
 */
export function toDailySeries(points: readonly HistoryPoint[], window: HistoryWindow): DailySeries {
  const days = Math.max(0, daysBetween(window.from, window.to) + 1);
  const values: (number | null)[] = Array.from({ length: days }, () => null);
  for (const { date, revenue } of points) {
    if (date >= window.from && date <= window.to) values[daysBetween(window.from, date)] = revenue;
  }
  const series = { start: window.from, values };
  requireFinite(series);
  return series;
}

/** @throws DomainError FIT_FAILED that names the first day whose value is not a finite number. */
export function requireFinite({ start, values }: DailySeries): void {
  const odd = values.findIndex((value) => value !== null && !Number.isFinite(value));
  if (odd === -1) return;
  const date = addDays(start, odd);
  throw new DomainError('FIT_FAILED', `The revenue of ${date} is not a finite number; correct it and train again.`, {
    date,
  });
}

/** The last `depthDays` days of the history and of its sources; the whole of it when it is shorter. */
export function lastDays(input: ForecastInput, depthDays: number): ForecastInput {
  const dropped = Math.max(0, input.values.length - depthDays);
  if (dropped === 0) return input;
  return {
    ...input,
    start: addDays(input.start, dropped),
    values: input.values.slice(dropped),
    ...(input.sources !== undefined && {
      sources: input.sources.map((source) => ({ ...source, values: source.values.slice(dropped) })),
    }),
  };
}

/** Offsets of two days from the start, both included. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** From the first to the last observed day. @throws DomainError NO_HISTORY when no day is observed. */
export function observedSpan({ start, values }: DailySeries): Span {
  const first = values.findIndex((value) => value !== null);
  if (first === -1) throw noHistory({ from: start, to: addDays(start, Math.max(0, values.length - 1)) });
  return { first, last: values.findLastIndex((value) => value !== null) };
}
