// Scores of forecasts in SQLite, and their sums.
import { z } from 'zod';
import type { DateRange } from '../../ports/revenue-source.ts';
import type { AccountFilter, ScoreQuery, ScoreStore } from '../../ports/store.ts';
import { currencyCode, decodeAll, isoDate } from '../records.ts';
import { chunksOf, ROWS_PER_WRITE } from '../rules.ts';
import { addUp, type NamedSums, scoreSums, scoreTotals } from '../score-sums.ts';
import { accountCondition, type Condition } from './conditions.ts';
import { scores as table } from './forecast-tables.ts';
import type { SqliteSession } from './session.ts';

const SAVE = `${table.insert} ${table.replaceOnConflict}`;
const LIST = `${table.select} WHERE account_id = ? AND target_date BETWEEN ? AND ? AND currency = ?
  ORDER BY target_date, step`;

const NAMES = {
  account: 'scores.account_id',
  cohort: 'accounts.cohort',
  all: "'all'",
  step: 'CAST(scores.step AS TEXT)',
} as const;

const sumRow = z.object({ name: z.string(), currency: currencyCode, ...scoreTotals });

export const sqliteScores = (session: SqliteSession): ScoreStore => ({
  save: async (rows) => {
    for (const chunk of chunksOf(rows, ROWS_PER_WRITE)) {
      await session.write((connection) => {
        for (const row of chunk) connection.run(SAVE, table.encode(row));
      });
    }
  },
  list: async (account, { from, to }, currency) =>
    table.decode(await session.read((connection) => connection.all(LIST, [account, from, to, currency]))),
  sum: async (query, filter) => {
    const sums: NamedSums[] = [];
    for (const range of await readRanges(session, query, filter)) {
      const { sql, parameters } = sumQuery({ ...query, range }, filter);
      const rows = await session.read((connection) => connection.all(sql, parameters));
      sums.push(...decodeAll(sumRow, rows, table.name));
      await new Promise(setImmediate);
    }
    return scoreSums(addUp(sums));
  },
});

const DATES = `WITH RECURSIVE dates (date) AS (
    SELECT MIN(target_date) FROM scores WHERE target_date >= ?
    UNION ALL SELECT (SELECT MIN(target_date) FROM scores WHERE target_date > date) FROM dates WHERE date IS NOT NULL)
  SELECT date FROM dates WHERE date <= ?`;

const dateRow = z.object({ date: isoDate });

/**
 * The scores of many accounts are read date by date, which takes a fraction of a second for ten thousand accounts, so that
 * other work gets its turn in between. A short list of accounts is read at once.
 */
async function readRanges(session: SqliteSession, { range }: ScoreQuery, { accounts }: AccountFilter) {
  if (accounts !== undefined) return [range];
  const rows = await session.read((connection) => connection.all(DATES, [range.from, range.to]));
  return decodeAll(dateRow, rows, table.name).map(({ date }) => ({ from: date, to: date }));
}

/** CROSS JOIN keeps the order: account by account, whose scores of a date lie side by side. */
const sumQuery = ({ range, maxStep, groupBy }: ScoreQuery, filter: AccountFilter): Condition => {
  const accounts = accountCondition(filter);
  const dates = dateCondition(range);
  return {
    sql: `SELECT ${NAMES[groupBy]} AS name, scores.currency AS currency, COUNT(*) AS n,
        SUM(ABS(actual - mean)) AS absoluteError, SUM(actual - mean) AS error,
        SUM(ABS(actual - naive_mean)) AS naiveAbsoluteError, SUM(ABS(actual - model_mean)) AS modelAbsoluteError,
        SUM(ABS(actual)) AS absoluteActual, SUM(inside80) AS inside80, SUM(inside95) AS inside95, SUM(width80) AS width80
      FROM accounts CROSS JOIN scores ON scores.account_id = accounts.id
      WHERE ${dates.sql} AND step <= ? AND ${accounts.sql} GROUP BY 1, 2`,
    parameters: [...dates.parameters, maxStep, ...accounts.parameters],
  };
};

const dateCondition = ({ from, to }: DateRange): Condition =>
  from === to
    ? { sql: 'target_date = ?', parameters: [from] }
    : { sql: 'target_date BETWEEN ? AND ?', parameters: [from, to] };
