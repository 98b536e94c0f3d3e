// What is stored of each account's days, as a read model: one row an account, one character a day since its first. What a
// character stands for is in `day-states.ts`. Kept in the transaction that changes revenue.
import { z } from 'zod';
import { daysBetween, listDates, parseIsoDate } from '../../domain/calendar/dates.ts';
import type { DateSpan } from '../../domain/calendar/ranges.ts';
import type { AccountId, IsoDate } from '../../domain/ids.ts';
import { dailyRevenueRecord, decodeAll, isoDate, sourceId } from '../records.ts';
import type { SqliteConnection } from './connection.ts';
import { codesOf, NOTHING, type DayState } from './day-states.ts';

const IN_RANGE = 'account_id = ? AND date BETWEEN ? AND ?';
/** A condition on `revenue`: what the day is now. */
export const NEWEST_DAY = `revenue.revision = (SELECT MAX(newest.revision) FROM revenue AS newest
  WHERE newest.account_id = revenue.account_id AND newest.date = revenue.date)`;

const DAYS = `SELECT date, origin FROM revenue WHERE ${IN_RANGE} AND ${NEWEST_DAY}`;

/** Every fact has a first revision, so each counts once. */
const SOURCES = `SELECT date, source_id AS sourceId FROM source_revenue WHERE ${IN_RANGE} AND revision = 1
  ORDER BY date, source_id`;

/** By content: what was merged of a source stands in the day's shares. */
const UNMERGED = `SELECT said.date, said.source_id AS sourceId
  FROM revenue CROSS JOIN source_revenue AS said ON said.account_id = revenue.account_id AND said.date = revenue.date
  WHERE revenue.account_id = ? AND revenue.date BETWEEN ? AND ? AND revenue.origin = 'sources' AND ${NEWEST_DAY}
    AND said.revision = (SELECT MAX(newer.revision) FROM source_revenue AS newer WHERE newer.account_id = said.account_id
      AND newer.date = said.date AND newer.source_id = said.source_id)
    AND NOT EXISTS (SELECT 1 FROM json_each(revenue.shares) AS share
      WHERE share.value ->> 'sourceId' = said.source_id AND share.value ->> 'originalAmount' = said.amount
        AND share.value ->> 'originalCurrency' = said.currency)
  ORDER BY said.date, said.source_id`;

const dayRow = dailyRevenueRecord.pick({ date: true, origin: true });
const sourceRow = z.object({ date: isoDate, sourceId });

export interface ChangedDay {
  readonly accountId: AccountId;
  readonly date: IsoDate;
}

/** Looks at the days again that were written, and at the few between them. */
export function refreshStoredDays(connection: SqliteConnection, changed: readonly ChangedDay[]): void {
  for (const [account, dates] of datesOf(changed)) {
    for (const range of closeTogether(dates)) refreshRange(connection, account, range);
  }
}

/** Looks at every day of the range. */
export function refreshRange(connection: SqliteConnection, account: AccountId, range: DateSpan): void {
  const before = find(connection, account);
  const codes = lookAt(connection, account, range).map(codesOf(connection));
  const after = splice(before, numberOf(range.from), codes.join(''));
  if (after.days !== before?.days) connection.run(SAVE, [account, after.firstDay, after.days]);
}

function datesOf(changed: readonly ChangedDay[]): ReadonlyMap<AccountId, readonly IsoDate[]> {
  const dates = new Map<AccountId, IsoDate[]>();
  for (const { accountId, date } of changed) {
    const known = dates.get(accountId);
    if (known === undefined) dates.set(accountId, [date]);
    else known.push(date);
  }
  return dates;
}

/** So many days are looked at as fast as is asked twice. Days that lie years apart are not worth all those between them. */
const CLOSE_DAYS = 31;

function closeTogether(dates: readonly IsoDate[]): readonly DateSpan[] {
  const spans: { from: IsoDate; to: IsoDate }[] = [];
  for (const date of [...dates].sort()) {
    const last = spans.at(-1);
    if (last !== undefined && daysBetween(last.to, date) <= CLOSE_DAYS) last.to = date;
    else spans.push({ from: date, to: date });
  }
  return spans;
}

/** The state of each day of the range; null: nothing is stored. */
function lookAt(
  connection: SqliteConnection,
  account: AccountId,
  { from, to }: DateSpan,
): readonly (DayState | null)[] {
  const read = <S extends z.ZodType>(schema: S, sql: string, table: string): z.output<S>[] =>
    decodeAll(schema, connection.all(sql, [account, from, to]), table);
  const states = new Map<IsoDate, { -readonly [Field in keyof DayState]: DayState[Field] }>();
  const stateOf = (date: IsoDate) => {
    const state = states.get(date) ?? { day: null, sources: [], unmerged: [] };
    states.set(date, state);
    return state;
  };
  for (const { date, origin } of read(dayRow, DAYS, 'revenue'))
    stateOf(date).day = origin === 'sources' ? 'merged' : 'given';
  for (const row of read(sourceRow, SOURCES, 'source_revenue')) {
    const state = stateOf(row.date);
    state.sources = [...state.sources, row.sourceId];
  }
  for (const row of read(sourceRow, UNMERGED, 'source_revenue')) {
    const state = stateOf(row.date);
    state.unmerged = [...state.unmerged, row.sourceId];
  }
  return listDates(from, to).map((date) => states.get(date) ?? null);
}

const FIND = 'SELECT first_day AS firstDay, days FROM stored_days WHERE account_id = ?';
const SAVE = `INSERT INTO stored_days (account_id, first_day, days) VALUES (?, ?, ?)
  ON CONFLICT (account_id) DO UPDATE SET first_day = excluded.first_day, days = excluded.days`;

const row = z.object({ firstDay: z.int(), days: z.string() });
type Row = z.output<typeof row>;

const find = (connection: SqliteConnection, account: AccountId): Row | undefined =>
  decodeAll(row, connection.all(FIND, [account]), 'stored_days')[0];

/** Days are numbered from here. */
const EPOCH = parseIsoDate('1970-01-01');
export const numberOf = (date: IsoDate): number => daysBetween(EPOCH, date);

/** The codes in place of what was known of their days. */
function splice(before: Row | undefined, day: number, codes: string): Row {
  const firstDay = Math.min(before?.firstDay ?? day, day);
  const known = before === undefined ? '' : NOTHING.repeat(before.firstDay - firstDay) + before.days;
  const at = day - firstDay;
  const days = known.slice(0, at).padEnd(at, NOTHING) + codes + known.slice(at + codes.length);
  return { firstDay, days };
}

const FORGET = 'UPDATE stored_days SET days = substr(days, ? - first_day + 1), first_day = ? WHERE first_day < ?';

/** Days before the date are no longer stored. */
export const forgetStoredDays = (connection: SqliteConnection, before: IsoDate): void => {
  const first = numberOf(before);
  connection.run(FORGET, [first, first, first]);
};
