// Imported days into the store: source revenue first, then the merged day, so that a break in between is repaired by doing it again.
import { isDeepStrictEqual } from 'node:util';
import type { ImportedDay } from '../domain/import/revenue-csv.ts';
import { mergeDailyRevenue } from '../domain/revenue/merge.ts';
import type { DailyRevenue, RevenueOrigin } from '../domain/revenue/types.ts';
import type { SaveOutcome } from '../domain/revision.ts';
import type { Store } from '../ports/store.ts';

export type DayCounts = Readonly<Record<SaveOutcome['outcome'], number>>;

export const NO_DAYS: DayCounts = { added: 0, revised: 0, unchanged: 0 };

export const addCounts = (a: DayCounts, b: DayCounts): DayCounts => ({
  added: a.added + b.added,
  revised: a.revised + b.revised,
  unchanged: a.unchanged + b.unchanged,
});

/** Each day becomes what its rows say. */
export async function writeDays(
  store: Pick<Store, 'revenue'>,
  days: readonly ImportedDay[],
  origin: RevenueOrigin,
): Promise<DayCounts> {
  const merged = days.map((day) => mergeDay(day, origin));
  await store.revenue.saveSources(days.flatMap(({ sources }) => sources));
  return countOutcomes((await store.revenue.saveDays(merged)).map(({ outcome }) => outcome));
}

/** What `writeDays` would do. */
export async function compareDays(
  store: Pick<Store, 'revenue'>,
  days: readonly ImportedDay[],
  origin: RevenueOrigin,
): Promise<DayCounts> {
  const outcomes: SaveOutcome['outcome'][] = [];
  for (const day of days) {
    const [stored] = await store.revenue.listDays(day.accountId, { from: day.date, to: day.date });
    if (stored === undefined) outcomes.push('added');
    else outcomes.push(sameContent(stored, mergeDay(day, origin)) ? 'unchanged' : 'revised');
  }
  return countOutcomes(outcomes);
}

const mergeDay = ({ accountId, date, currency, sources }: ImportedDay, origin: RevenueOrigin): DailyRevenue =>
  mergeDailyRevenue({ accountId, date, currency, sources, converted: null, origin });

const sameContent = (stored: DailyRevenue, wanted: DailyRevenue): boolean =>
  isDeepStrictEqual(contentOf(stored), contentOf(wanted));

const contentOf = ({ amount, currency, shares, rates, origin }: DailyRevenue): unknown => ({
  amount,
  currency,
  shares,
  rates,
  origin,
});

const countOutcomes = (outcomes: readonly SaveOutcome['outcome'][]): DayCounts => ({
  added: outcomes.filter((outcome) => outcome === 'added').length,
  revised: outcomes.filter((outcome) => outcome === 'revised').length,
  unchanged: outcomes.filter((outcome) => outcome === 'unchanged').length,
});
