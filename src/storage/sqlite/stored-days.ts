// The days of each account by what is stored of them, as a read model: one row an account, its days in spans, kept in the
// transaction that changes revenue. Consecutive days become one span already in the queries (gaps and islands).
import { z } from 'zod';
import { LAST_DATE } from '../../domain/calendar/dates.ts';
import type { DateSpan } from '../../domain/calendar/ranges.ts';
import type { AccountId, IsoDate } from '../../domain/ids.ts';
import { daysWithin, NO_DAYS, replaceWithin, type StoredDays } from '../../domain/repair/coverage.ts';
import { accountId, decodeAll, isoDate, jsonText, sourceId } from '../records.ts';
import type { SqliteConnection } from './connection.ts';
import type { SqliteSession } from './session.ts';

/** Consecutive days differ from their place in the line by the same number. */
const ISLAND = (group: string): string =>
  `CAST(julianday(date) AS INTEGER) - ROW_NUMBER() OVER (PARTITION BY ${group} ORDER BY date) AS island`;
const IN_RANGE = 'account_id = ? AND date BETWEEN ? AND ?';
/** A condition on `revenue`: what the day is now. */
export const NEWEST_DAY = `revenue.revision = (SELECT MAX(newest.revision) FROM revenue AS newest
  WHERE newest.account_id = revenue.account_id AND newest.date = revenue.date)`;

/** Every fact has a first revision, so each day counts once. */
const SOURCES = `SELECT source_id AS sourceId, MIN(date) AS "from", MAX(date) AS "to" FROM (
    SELECT source_id, date, ${ISLAND('source_id')} FROM source_revenue WHERE ${IN_RANGE} AND revision = 1)
  GROUP BY source_id, island ORDER BY source_id, "from"`;

const DAYS = `SELECT given, MIN(date) AS "from", MAX(date) AS "to" FROM (
    SELECT given, date, ${ISLAND('given')}
    FROM (SELECT date, origin <> 'sources' AS given FROM revenue WHERE ${IN_RANGE} AND ${NEWEST_DAY}))
  GROUP BY given, island ORDER BY "from"`;

/** By content: what was merged of a source stands in the day's shares. */
const UNMERGED = `SELECT said.source_id AS sourceId, said.date
  FROM revenue CROSS JOIN source_revenue AS said ON said.account_id = revenue.account_id AND said.date = revenue.date
  WHERE revenue.account_id = ? AND revenue.date BETWEEN ? AND ? AND revenue.origin = 'sources'
    AND ${NEWEST_DAY}
    AND said.revision = (SELECT MAX(newer.revision) FROM source_revenue AS newer WHERE newer.account_id = said.account_id
      AND newer.date = said.date AND newer.source_id = said.source_id)
    AND NOT EXISTS (SELECT 1 FROM json_each(revenue.shares) AS share
      WHERE share.value ->> 'sourceId' = said.source_id AND share.value ->> 'originalAmount' = said.amount
        AND share.value ->> 'originalCurrency' = said.currency)
  ORDER BY said.date, said.source_id`;

const span = z.object({ from: isoDate, to: isoDate });
const sourceSpan = span.extend({ sourceId });
const daySpan = span.extend({ given: z.int() });
const sourceDay = z.object({ sourceId, date: isoDate });

export const storedDays = jsonText(
  z.object({
    merged: z.array(span),
    given: z.array(span),
    sources: z.array(z.object({ sourceId, days: z.array(span) })),
    unmerged: z.array(sourceDay),
  }),
);

const FIND = 'SELECT days FROM stored_days WHERE account_id = ?';
const found = z.object({ days: storedDays });
const SAVE = `INSERT INTO stored_days (account_id, days) VALUES (?, ?)
  ON CONFLICT (account_id) DO UPDATE SET days = excluded.days`;

export interface ChangedDay {
  readonly accountId: AccountId;
  readonly date: IsoDate;
}

/** Looks at the days again that were written. Costs as many days as lie between the first and the last of an account. */
export function refreshStoredDays(connection: SqliteConnection, changed: readonly ChangedDay[]): void {
  for (const [account, range] of rangesOf(changed)) {
    const before = readDays(connection, account);
    const after = replaceWithin(before, range, lookAt(connection, account, range));
    if (JSON.stringify(after) !== JSON.stringify(before)) saveDays(connection, account, after);
  }
}

function rangesOf(changed: readonly ChangedDay[]): ReadonlyMap<AccountId, DateSpan> {
  const ranges = new Map<AccountId, DateSpan>();
  for (const { accountId, date } of changed) {
    const { from, to } = ranges.get(accountId) ?? { from: date, to: date };
    ranges.set(accountId, { from: date < from ? date : from, to: date > to ? date : to });
  }
  return ranges;
}

const readDays = (connection: SqliteConnection, account: AccountId): StoredDays =>
  decodeAll(found, connection.all(FIND, [account]), 'stored_days')[0]?.days ?? NO_DAYS;

const saveDays = (connection: SqliteConnection, account: AccountId, days: StoredDays): void => {
  connection.run(SAVE, [account, JSON.stringify(days)]);
};

function lookAt(connection: SqliteConnection, account: AccountId, { from, to }: DateSpan): StoredDays {
  const read = <S extends z.ZodType>(schema: S, sql: string): z.output<S>[] =>
    decodeAll(schema, connection.all(sql, [account, from, to]), 'stored_days');
  const days = read(daySpan, DAYS);
  const merged = days.filter(({ given }) => given === 0).map(toSpan);
  return {
    merged,
    given: days.filter(({ given }) => given !== 0).map(toSpan),
    sources: bySource(read(sourceSpan, SOURCES)),
    unmerged: merged.length === 0 ? [] : read(sourceDay, UNMERGED),
  };
}

const toSpan = ({ from, to }: DateSpan): DateSpan => ({ from, to });

/** Rows come by source. */
function bySource(rows: readonly z.output<typeof sourceSpan>[]): StoredDays['sources'] {
  const sources = new Map<(typeof rows)[number]['sourceId'], DateSpan[]>();
  for (const { sourceId: source, ...days } of rows) sources.set(source, [...(sources.get(source) ?? []), days]);
  return [...sources].map(([source, days]) => ({ sourceId: source, days }));
}

const PAGE = 500;
const LIST = 'SELECT account_id AS accountId, days FROM stored_days WHERE account_id > ? ORDER BY account_id LIMIT ?';
const listed = found.extend({ accountId });

/** Days before the date are no longer stored. In pages, so that the writes of a running day get their turn in between. */
export async function forgetStoredDays(session: SqliteSession, before: IsoDate): Promise<void> {
  let after: string | undefined = '';
  while (after !== undefined) {
    const place: string = after;
    after = await session.write((connection) => forgetPage(connection, place, before));
  }
}

/** The last account of the page; undefined: there are no more. */
function forgetPage(connection: SqliteConnection, after: string, before: IsoDate): AccountId | undefined {
  const rows = decodeAll(listed, connection.all(LIST, [after, PAGE]), 'stored_days');
  for (const { accountId: account, days } of rows) {
    const kept = daysWithin(days, { from: before, to: LAST_DATE });
    if (JSON.stringify(kept) !== JSON.stringify(days)) saveDays(connection, account, kept);
  }
  return rows.length < PAGE ? undefined : rows.at(-1)?.accountId;
}
