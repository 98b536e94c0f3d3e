// What the overview makes of the API's figures: one currency at a time, as lines, tiles and rows. Pure.
import type { Overview, OverviewCurrency, OverviewDay } from '../client/types.ts';
import { addDays, daysBetween } from '../format/dates.ts';

/** Every currency of the range, the one of most accounts first. */
export function currenciesOf({ days, account }: Overview): readonly string[] {
  const weight = new Map<string, number>(account === null ? [] : [[account.currency, Number.MAX_SAFE_INTEGER]]);
  for (const row of days.flatMap(({ currencies }) => currencies)) {
    const accounts = Math.max(row.fact?.accounts ?? 0, row.forecast?.accounts ?? 0);
    weight.set(row.currency, Math.max(weight.get(row.currency) ?? 0, accounts));
  }
  return [...weight.entries()].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([currency]) => currency);
}

const rowOf = (day: OverviewDay | undefined, currency: string): OverviewCurrency | null =>
  day?.currencies.find((row) => row.currency === currency) ?? null;

export interface DayPoint {
  readonly date: string;
  readonly row: OverviewCurrency | null;
  readonly accounts: OverviewDay['accounts'];
}

/** Every calendar day of the range, those without figures too. */
export function pointsOf(overview: Pick<Overview, 'from' | 'to' | 'days'>, currency: string): readonly DayPoint[] {
  const days = new Map(overview.days.map((day) => [day.date, day]));
  return Array.from({ length: daysBetween(overview.from, overview.to) + 1 }, (_, index) => {
    const date = addDays(overview.from, index);
    const day = days.get(date);
    return { date, row: rowOf(day, currency), accounts: day?.accounts ?? null };
  });
}

/** Days with figures, newest first. */
export const historyOf = (points: readonly DayPoint[]): readonly DayPoint[] =>
  points.filter(({ row }) => row !== null).toReversed();

export interface SourceShare {
  readonly sourceId: string;
  /** For drawing and shares: sums of the range as numbers. */
  readonly amount: number;
  readonly share: number;
}

/** Of the whole range, the largest first. Shares are of what is positive: a source that cost money has none. */
export function sharesOf(points: readonly DayPoint[]): readonly SourceShare[] {
  const sums = new Map<string, number>();
  for (const { sourceId, amount } of points.flatMap(({ row }) => row?.sources ?? []))
    sums.set(sourceId, (sums.get(sourceId) ?? 0) + Number(amount));
  const total = [...sums.values()].reduce((sum, amount) => sum + Math.max(0, amount), 0);
  return [...sums]
    .map(([sourceId, amount]) => ({ sourceId, amount, share: total === 0 ? 0 : Math.max(0, amount) / total }))
    .sort((a, b) => b.amount - a.amount);
}

/** Sum of absolute errors over sum of revenue, of the days that have both; null when there are none. */
export function errorShareOf(points: readonly DayPoint[]): { readonly share: number; readonly days: number } | null {
  const pairs = points.flatMap(({ row }) => row?.compared ?? []);
  const revenue = pairs.reduce((sum, { fact }) => sum + Math.abs(Number(fact)), 0);
  if (pairs.length === 0 || revenue === 0) return null;
  const errors = pairs.reduce((sum, { error }) => sum + Math.abs(Number(error)), 0);
  return { share: errors / revenue, days: pairs.length };
}

/** What the band of a total is, in words; null: an account's own interval, or none. `legend` is for the chart, `note` below it. */
export function bandOfTotal(points: readonly DayPoint[]): { readonly legend: string; readonly note: string } | null {
  const methods = new Set(points.map(({ row }) => row?.forecast?.band?.method));
  if (methods.has('sum-of-bounds')) return methods.has('measured') ? PARTLY_ADDED_UP : ADDED_UP;
  return methods.has('measured') ? MEASURED : null;
}

const ADDED_UP = {
  legend: '80 % bounds, added up',
  note: 'The band adds up the accounts’ 80 % bounds, as if all erred the same way on one day: wider than the total’s own interval.',
};
const MEASURED = {
  legend: '80 % interval',
  note: 'The band is as wide as it had to be to hold four of five totals of the eight weeks before each day.',
};
const PARTLY_ADDED_UP = {
  legend: MEASURED.legend,
  note: 'The band is as wide as it had to be to hold four of five totals of the eight weeks before each day; where fewer than four weeks are known it adds up the accounts’ 80 % bounds, which is wider.',
};

/** Whether the accounts of the band brought what lies in it; null where there is no band, or some of them brought nothing yet. */
export function isInside({ forecast, compared }: OverviewCurrency): boolean | null {
  const band = forecast?.band ?? null;
  if (band === null || compared === null || compared.accounts !== forecast?.accounts) return null;
  const fact = Number(compared.fact);
  return fact >= Number(band.lo80) && fact <= Number(band.hi80);
}
