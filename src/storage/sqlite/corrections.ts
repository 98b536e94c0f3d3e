// Days that were corrected after their account's newest forecast was published, in SQLite.
import { z } from 'zod';
import type { AccountId, IsoDate } from '../../domain/ids.ts';
import type { Coverage } from '../../domain/repair/coverage.ts';
import type { AccountFilter } from '../../ports/account-store.ts';
import type { DateRange } from '../../ports/revenue-source.ts';
import { ACCOUNT_DAY_FORECAST, accountDaysOf, lastPublished, publishedRecord, startRecord } from '../coverage.ts';
import { accountId, isoDate } from '../records.ts';
import { accountCondition, VALUES_OF_LIST } from './conditions.ts';
import type { ReadInTurn } from './read-in-turn.ts';
import { NEWEST_DAY } from './stored-days.ts';

const NEWEST_PUBLISHED = (
  account: string,
  column: string,
): string => `(SELECT mine.${column} FROM revenue_predictions AS mine
  WHERE mine.account_id = ${account} AND mine.status = 'published' ORDER BY mine.business_date DESC, mine.revision DESC LIMIT 1)`;

const PUBLISHED = `SELECT account_id AS accountId, business_date AS businessDate, recorded_at AS recordedAt
  FROM revenue_predictions WHERE rowid IN (
    SELECT ${NEWEST_PUBLISHED('wanted.value', 'rowid')} FROM json_each(?) AS wanted)`;

const STARTS = `SELECT id, started_at AS startedAt FROM runs WHERE id IN ${VALUES_OF_LIST} AND status IN ${VALUES_OF_LIST}`;

const CORRECTED = `SELECT revenue.account_id AS accountId, revenue.date FROM json_each(?) AS seen
  CROSS JOIN revenue ON revenue.account_id = seen.value ->> 'accountId'
  WHERE revenue.date BETWEEN ? AND ? AND revenue.date <= seen.value ->> 'businessDate' AND revenue.revision > 1
    AND revenue.recorded_at > seen.value ->> 'seenAt' AND ${NEWEST_DAY}
  ORDER BY revenue.account_id, revenue.date`;

/** All days of the range that were ever revised lie side by side in the index. */
const REVISED_SINCE = (accounts: string): string => `WITH revised AS MATERIALIZED (
    SELECT account_id, MAX(recorded_at) AS at FROM revenue INDEXED BY revenue_revised
    WHERE revision > 1 AND date BETWEEN ? AND ? GROUP BY account_id)
  SELECT accounts.id FROM revised CROSS JOIN accounts ON accounts.id = revised.account_id
  WHERE ${accounts} AND revised.at > ${NEWEST_PUBLISHED('accounts.id', 'recorded_at')}`;

const correctedRow = z.object({ accountId, date: isoDate });
const idRow = z.object({ id: accountId });

export type Corrections = ReadonlyMap<AccountId, Pick<Coverage, 'published' | 'corrected'>>;

/** Of the accounts that have published anything. */
export async function readCorrections(
  read: ReadInTurn,
  accounts: readonly AccountId[],
  { from, to }: DateRange,
): Promise<Corrections> {
  if (accounts.length === 0) return new Map();
  const published = await read(publishedRecord, PUBLISHED, [JSON.stringify(accounts)]);
  const runs = [JSON.stringify(accountDaysOf(published)), JSON.stringify(ACCOUNT_DAY_FORECAST)];
  const last = lastPublished(published, await read(startRecord, STARTS, runs));
  const days = await read(correctedRow, CORRECTED, [JSON.stringify(last), from, to]);
  const corrections = new Map<AccountId, { published: IsoDate; corrected: IsoDate[] }>();
  for (const row of last) corrections.set(row.accountId, { published: row.businessDate, corrected: [] });
  for (const day of days) corrections.get(day.accountId)?.corrected.push(day.date);
  return corrections;
}

/** Only of accounts with a corrected day. Those that no day was revised of since they last published are not looked at. */
export async function findCorrections(read: ReadInTurn, filter: AccountFilter, range: DateRange): Promise<Corrections> {
  const { sql, parameters } = accountCondition(filter);
  const revised = await read(idRow, REVISED_SINCE(sql), [range.from, range.to, ...parameters]);
  const accounts = revised.map(({ id }) => id);
  const found = await readCorrections(read, accounts, range);
  return new Map([...found].filter(([, { corrected }]) => corrected.length > 0));
}
