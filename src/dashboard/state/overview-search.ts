// What the overview shows, as the query of its address: whoever opens the link sees the same. Text that makes no sense is left out.
import { addDays, daysBetween, isDate } from '../format/dates.ts';
import { textOf } from './search-text.ts';

export const PERIODS = [7, 30, 90] as const;
export const PERIOD_DEFAULT = 30;
/** Days of an own range, as the API allows. */
export const RANGE_MAX = 400;
/** Days after the last complete one that are shown with it. */
export const DAYS_AHEAD = 7;

export interface OverviewSearch {
  /** The last n complete days; absent: the default, or the own range. */
  readonly days?: number;
  /** An own range; both or neither. */
  readonly from?: string;
  readonly to?: string;
  readonly account?: string;
  readonly cohort?: string;
  readonly currency?: string;
}

const ID = /^[a-z0-9][a-z0-9._-]{0,47}$/;

export function readOverviewSearch(raw: Readonly<Record<string, unknown>>): OverviewSearch {
  const days = PERIODS.find((period) => raw['days'] === period || raw['days'] === String(period));
  const account = textOf(raw['account'], ID);
  const cohort = account === undefined ? textOf(raw['cohort'], ID) : undefined;
  const currency = textOf(raw['currency'], /^[A-Z]{3}$/);
  return {
    ...(readRange(raw) ?? (days === undefined || days === PERIOD_DEFAULT ? {} : { days })),
    ...(account === undefined ? {} : { account }),
    ...(cohort === undefined ? {} : { cohort }),
    ...(currency === undefined ? {} : { currency }),
  };
}

function readRange(raw: Readonly<Record<string, unknown>>): { readonly from: string; readonly to: string } | null {
  const { from, to } = raw;
  if (typeof from !== 'string' || typeof to !== 'string' || !isDate(from) || !isDate(to)) return null;
  return rangeProblem(from, to) === null ? { from, to } : null;
}

/** What is wrong with an own range, in words; null: nothing. */
export function rangeProblem(from: string, to: string): string | null {
  if (!isDate(from) || !isDate(to)) return 'Both dates are needed.';
  if (to < from) return 'The last day is before the first.';
  return daysBetween(from, to) >= RANGE_MAX ? `At most ${RANGE_MAX} days.` : null;
}

/** The dates to ask for, which may lie in the future; nothing: what the API takes by default (30 days and a week ahead). */
export function datesOf({ days, from, to }: OverviewSearch, lastCompleteDay: string | null) {
  if (from !== undefined && to !== undefined) return { from, to };
  if (days === undefined || lastCompleteDay === null) return {};
  return { from: addDays(lastCompleteDay, 1 - days), to: addDays(lastCompleteDay, DAYS_AHEAD) };
}
