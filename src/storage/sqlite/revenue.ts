// Source revenue and daily revenue in SQLite.
import { z } from 'zod';
import type { DailyRevenue, SourceRevenue } from '../../domain/revenue/types.ts';
import type { RevenueStore } from '../../ports/store.ts';
import { dailyRevenueHash, sourceRevenueHash } from '../content-hash.ts';
import { totalsPerCurrency, totalsPerSource } from '../exact-sum.ts';
import { currencyCode, decimalString, decodeAll, isoDate, jsonText, revenueShare, sourceId } from '../records.ts';
import { toHistory, toSplitHistory } from '../rules.ts';
import { accountCondition } from './conditions.ts';
import { isCurrent, type RevisedTable, saveRevised } from './revisions.ts';
import type { SqliteSession } from './session.ts';
import { markStale } from './stale-days.ts';
import { refreshStoredDays } from './stored-days.ts';
import { dailyRevenue, sourceRevenue } from './tables.ts';

const sources: RevisedTable<SourceRevenue> = {
  table: sourceRevenue,
  keyColumns: ['account_id', 'date', 'source_id'],
  key: ({ accountId, date, sourceId }) => [accountId, date, sourceId],
  hash: sourceRevenueHash,
  changed: refreshStoredDays,
};

const days: RevisedTable<DailyRevenue> = {
  table: dailyRevenue,
  keyColumns: ['account_id', 'date'],
  key: ({ accountId, date }) => [accountId, date],
  hash: dailyRevenueHash,
  changed: (connection, rows) => {
    markStale(
      connection,
      rows.map(({ date }) => date),
    );
    refreshStoredDays(connection, rows);
  },
};

const IN_RANGE = 'account_id = ? AND date BETWEEN ? AND ?';
const LIST_SOURCES = `${sourceRevenue.select} WHERE ${IN_RANGE} AND ${isCurrent(sources)} ORDER BY date, source_id`;
const LIST_DAYS = `${dailyRevenue.select} WHERE ${IN_RANGE} AND ${isCurrent(days)} ORDER BY date`;
const HISTORY = `SELECT date, amount, currency FROM revenue WHERE ${IN_RANGE} AND ${isCurrent(days)} ORDER BY date`;
const SPLIT_HISTORY = `SELECT date, amount, currency, shares FROM revenue WHERE ${IN_RANGE} AND ${isCurrent(days)}
  ORDER BY date`;

const historyRow = z.object({ date: isoDate, amount: decimalString, currency: currencyCode });
const splitRow = historyRow.extend({ shares: jsonText(z.array(revenueShare.pick({ sourceId: true, amount: true }))) });
const amountRow = z.object({ amount: decimalString, currency: currencyCode });
const sourceAmountRow = amountRow.extend({ sourceId });

export const sqliteRevenue = (session: SqliteSession): RevenueStore => ({
  saveSources: (rows) => saveRevised(session, sources, rows),
  saveDays: (rows) => saveRevised(session, days, rows),
  listSources: async (account, { from, to }) =>
    sourceRevenue.decode(await session.read((connection) => connection.all(LIST_SOURCES, [account, from, to]))),
  listDays: async (account, { from, to }) =>
    dailyRevenue.decode(await session.read((connection) => connection.all(LIST_DAYS, [account, from, to]))),
  listDayRevisions: async (account, date) =>
    dailyRevenue.decode(
      await session.read((connection) =>
        connection.all(`${dailyRevenue.select} WHERE account_id = ? AND date = ? ORDER BY revision`, [account, date]),
      ),
    ),
  history: async (account, { from, to }, currency) => {
    const rows = await session.read((connection) => connection.all(HISTORY, [account, from, to]));
    return toHistory(decodeAll(historyRow, rows, 'revenue'), currency);
  },
  historyBySource: async (account, { from, to }, currency) => {
    const rows = await session.read((connection) => connection.all(SPLIT_HISTORY, [account, from, to]));
    return toSplitHistory(decodeAll(splitRow, rows, 'revenue'), currency);
  },
  totals: async (date, filter) => {
    const { sql, parameters } = accountCondition(filter);
    const rows = await session.read((connection) =>
      connection.all(
        `SELECT revenue.amount, revenue.currency FROM revenue JOIN accounts ON accounts.id = revenue.account_id
          WHERE revenue.date = ? AND ${isCurrent(days)} AND ${sql}`,
        [date, ...parameters],
      ),
    );
    return totalsPerCurrency(decodeAll(amountRow, rows, 'revenue'));
  },
  totalsBySource: async (date, filter) => {
    const { sql, parameters } = accountCondition(filter);
    const rows = await session.read((connection) =>
      connection.all(
        `SELECT source_revenue.source_id AS sourceId, source_revenue.amount, source_revenue.currency
          FROM source_revenue JOIN accounts ON accounts.id = source_revenue.account_id
          WHERE source_revenue.date = ? AND ${isCurrent(sources)} AND ${sql}`,
        [date, ...parameters],
      ),
    );
    return totalsPerSource(decodeAll(sourceAmountRow, rows, 'source_revenue'));
  },
});
