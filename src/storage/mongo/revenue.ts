// Source revenue and daily revenue in MongoDB.
import { z } from 'zod';
import type { AccountId } from '../../domain/ids.ts';
import type { DailyRevenue, SourceRevenue } from '../../domain/revenue/types.ts';
import type { RevenueStore } from '../../ports/store.ts';
import type { DateRange } from '../../ports/revenue-source.ts';
import { dailyRevenueHash, sourceRevenueHash } from '../content-hash.ts';
import { totalsPerCurrency, totalsPerSource } from '../exact-sum.ts';
import { accountId, currencyCode, decodeAll, isoDate, sourceId } from '../records.ts';
import { accountIds } from './accounts.ts';
import { dailyRevenueDocument, encodeDay, encodeSource, money, sourceRevenueDocument } from './documents.ts';
import { toHistory, toSplitHistory } from '../rules.ts';
import { keepCurrent, type RevisedCollection, saveRevised } from './revisions.ts';
import type { MongoSession } from './session.ts';
import { markStale } from './stale-days.ts';

const sources: RevisedCollection<SourceRevenue> = {
  name: 'source_revenue',
  keyFields: ['accountId', 'date', 'sourceId'],
  hash: sourceRevenueHash,
  encode: encodeSource,
};

const days: RevisedCollection<DailyRevenue> = {
  name: 'revenue',
  keyFields: ['accountId', 'date'],
  hash: dailyRevenueHash,
  encode: encodeDay,
};

const amountDocument = z.object({ accountId, date: isoDate, revision: z.int(), amount: money, currency: currencyCode });
const sourceAmountDocument = amountDocument.extend({ sourceId });
const AMOUNT_FIELDS = { accountId: 1, date: 1, revision: 1, amount: 1, currency: 1 } as const;
const splitDocument = amountDocument.extend({ shares: z.array(z.object({ sourceId, amount: money })) });
const SPLIT_FIELDS = { ...AMOUNT_FIELDS, 'shares.sourceId': 1, 'shares.amount': 1 } as const;

const inRange = (account: AccountId, { from, to }: DateRange) => ({
  accountId: account,
  date: { $gte: from, $lte: to },
});

export function mongoRevenue(session: MongoSession): RevenueStore {
  const sourceRevenue = session.facts(sources.name);
  const revenue = session.facts(days.name);
  return {
    saveSources: (rows) => saveRevised(session, sources, rows),
    saveDays: async (rows) => {
      const outcomes = await saveRevised(session, days, rows);
      await markStale(
        session,
        rows.map(({ date }) => date),
      );
      return outcomes;
    },
    listSources: async (account, range) => {
      const order = { date: 1, sourceId: 1, revision: 1 } as const;
      const found = await session.run(() => sourceRevenue.find(inRange(account, range)).sort(order).toArray());
      const rows = decodeAll(sourceRevenueDocument, found, sources.name);
      return keepCurrent(rows, ({ date, sourceId }) => `${date}/${sourceId}`);
    },
    listDays: async (account, range) => {
      const order = { date: 1, revision: 1 } as const;
      const found = await session.run(() => revenue.find(inRange(account, range)).sort(order).toArray());
      return keepCurrent(decodeAll(dailyRevenueDocument, found, days.name), ({ date }) => date);
    },
    listDayRevisions: async (account, date) => {
      const found = await session.run(() => revenue.find({ accountId: account, date }).sort({ revision: 1 }).toArray());
      return decodeAll(dailyRevenueDocument, found, days.name);
    },
    history: async (account, range, currency) => {
      const found = await session.run(() =>
        revenue.find(inRange(account, range), { projection: AMOUNT_FIELDS }).sort({ date: 1, revision: 1 }).toArray(),
      );
      const current = keepCurrent(decodeAll(amountDocument, found, days.name), ({ date }) => date);
      return toHistory(current, currency);
    },
    historyBySource: async (account, range, currency) => {
      const found = await session.run(() =>
        revenue.find(inRange(account, range), { projection: SPLIT_FIELDS }).sort({ date: 1, revision: 1 }).toArray(),
      );
      const current = keepCurrent(decodeAll(splitDocument, found, days.name), ({ date }) => date);
      return toSplitHistory(current, currency);
    },
    ...mongoTotals(session),
  };
}

function mongoTotals(session: MongoSession): Pick<RevenueStore, 'totals' | 'totalsBySource'> {
  const sourceRevenue = session.facts(sources.name);
  const revenue = session.facts(days.name);
  return {
    totals: async (date, filter) => {
      const wanted = await accountIds(session, filter);
      const found = await session.run(() =>
        revenue.find({ date }, { projection: AMOUNT_FIELDS }).sort({ accountId: 1, revision: 1 }).toArray(),
      );
      const current = keepCurrent(decodeAll(amountDocument, found, days.name), (row) => row.accountId);
      return totalsPerCurrency(current.filter((row) => wanted.has(row.accountId)));
    },
    totalsBySource: async (date, filter) => {
      const wanted = await accountIds(session, filter);
      const order = { accountId: 1, sourceId: 1, revision: 1 } as const;
      const projection = { ...AMOUNT_FIELDS, sourceId: 1 };
      const found = await session.run(() => sourceRevenue.find({ date }, { projection }).sort(order).toArray());
      const rows = decodeAll(sourceAmountDocument, found, sources.name);
      const current = keepCurrent(rows, (row) => `${row.accountId}/${row.sourceId}`);
      return totalsPerSource(current.filter((row) => wanted.has(row.accountId)));
    },
  };
}
