// Older days through range reports: transform, convert and merge for every day of the range, by the same rules as a day.
import { Context } from '@temporalio/activity';
import { MorrowError } from '../contract/errors.ts';
import type { AccountDayPlan, AccountHistoryInput, HistoryImport, HistoryImportRequest } from '../contract/messages.ts';
import type { Account } from '../domain/account.ts';
import { listDates } from '../domain/calendar/dates.ts';
import type { IsoDate } from '../domain/ids.ts';
import { convertSources } from '../domain/revenue/convert.ts';
import { mergeDailyRevenue } from '../domain/revenue/merge.ts';
import type { DailyRevenue, SourceRevenue } from '../domain/revenue/types.ts';
import type { SaveOutcome } from '../domain/revision.ts';
import type { Store } from '../ports/store.ts';
import { planOf, requireAccount, requireActiveAccount } from './account-day.ts';
import type { DefaultDependencies } from './dependencies.ts';
import { whileHeartbeating } from './heartbeat.ts';
import { requirePayloads, transformPayload } from './revenue.ts';
import { scoreDay } from './scores.ts';

export const createHistoryActivities = ({ store, sources, givingWay }: DefaultDependencies) => ({
  async readHistoryPlan({ accountId }: AccountHistoryInput): Promise<AccountDayPlan> {
    return planOf(await requireActiveAccount(store, accountId), { alreadyDone: false, dayEndsInMs: 0 });
  },

  importHistory({ accountId, from, to, reports, days: written }: HistoryImportRequest): Promise<HistoryImport> {
    const bringIn = async (): Promise<HistoryImport> => {
      const account = await requireAccount(store, accountId);
      const payloads = await requirePayloads(store, reports);
      const dates =
        written === undefined ? listDates(from, to) : written.flatMap((span) => listDates(span.from, span.to));
      const wanted = new Set(dates);
      const rows = payloads
        .flatMap((payload) => transformPayload(sources, payload, accountId, { from, to }).days)
        .filter(({ date }) => wanted.has(date));
      const others = written === undefined ? [] : await storedOthers(store, account, { from, to, reports });
      return await storeDays(store, account, { dates, rows, others });
    };
    return whileHeartbeating(() => givingWay?.hold(Context.current().cancellationSignal, bringIn) ?? bringIn());
  },
});

interface DaysToStore {
  readonly dates: readonly IsoDate[];
  /** What sources said of these dates. */
  readonly rows: readonly SourceRevenue[];
  /** What other sources said before: counted, and not written again. */
  readonly others?: readonly SourceRevenue[];
}

/** What was earned on each of the dates: its parts, its totals, and how good the forecasts of it were. */
export async function storeDays(
  store: Store,
  account: Account,
  { dates, rows, others = [] }: DaysToStore,
): Promise<HistoryImport> {
  const byDate = groupByDate([...rows, ...others]);
  const days: DailyRevenue[] = [];
  for (const date of dates) days.push(await mergeDay(store, account, date, byDate.get(date) ?? []));
  await store.revenue.saveSources(rows);
  const saved = await store.revenue.saveDays(days);
  await scoreAgain(store, days, saved);
  const count = (outcome: string) => saved.filter((row) => row.outcome === outcome).length;
  return { days: days.length, added: count('added'), revised: count('revised') };
}

/** What the account's other sources are known to have earned: they are not asked again. */
async function storedOthers(
  store: Store,
  account: Account,
  { from, to, reports }: Pick<HistoryImportRequest, 'from' | 'to' | 'reports'>,
): Promise<readonly SourceRevenue[]> {
  const asked = new Set(reports.map(({ sourceId }) => sourceId));
  const others = new Set(account.sources.filter((id) => !asked.has(id)));
  if (others.size === 0) return [];
  const stored = await store.revenue.listSources(account.id, { from, to });
  return stored.filter(({ sourceId }) => others.has(sourceId));
}

/** A day that is new or was corrected is held against what had been forecast of it. */
async function scoreAgain(store: Store, days: readonly DailyRevenue[], saved: readonly SaveOutcome[]): Promise<void> {
  for (const [index, { accountId, date, currency }] of days.entries()) {
    if (saved[index]?.outcome !== 'unchanged') await scoreDay(store, { accountId, date, currency });
  }
}

async function mergeDay(
  store: Store,
  account: Account,
  date: IsoDate,
  sources: readonly SourceRevenue[],
): Promise<DailyRevenue> {
  const { id: accountId, currency } = account;
  const foreign = sources.find((source) => source.currency !== currency);
  const converted =
    account.convertCurrency && foreign !== undefined
      ? convertSources(sources, currency, await requireRates(store, date))
      : null;
  return mergeDailyRevenue({ accountId, date, currency, sources, converted, origin: 'sources' });
}

async function requireRates(store: Store, date: IsoDate) {
  const [rates] = await store.rates.findByDate(date);
  if (rates !== undefined) return rates;
  throw new MorrowError('RATES_NOT_FOUND', `No rates of ${date} are stored.`, { facts: { date } });
}

function groupByDate(rows: readonly SourceRevenue[]): ReadonlyMap<IsoDate, readonly SourceRevenue[]> {
  const groups = new Map<IsoDate, SourceRevenue[]>();
  for (const row of rows) groups.set(row.date, [...(groups.get(row.date) ?? []), row]);
  return groups;
}
