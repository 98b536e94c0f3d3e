// Which days of the totals are stale. Said in the same transaction as the change of base rows that makes them so.
import { randomUUID } from 'node:crypto';
import { HORIZON_DAYS_MAX } from '../../contract/limits.ts';
import type { AccountId, IsoDate } from '../../domain/ids.ts';
import type { SqliteConnection } from './connection.ts';

const UPSERT = 'ON CONFLICT (date) DO UPDATE SET changed = excluded.changed';
const MARK = `INSERT INTO total_days (date, changed) SELECT value, ? FROM json_each(?) WHERE TRUE ${UPSERT}`;
const MARK_ACCOUNT = `INSERT INTO total_days (date, changed)
  WITH RECURSIVE steps(step) AS (SELECT 1 UNION ALL SELECT step + 1 FROM steps WHERE step < ${HORIZON_DAYS_MAX})
  SELECT date, ? FROM (
    SELECT date FROM revenue WHERE account_id = ?
    UNION SELECT date FROM runs WHERE account_id = ?
    UNION SELECT date(business_date, '+' || step || ' days') FROM (
      SELECT DISTINCT business_date FROM revenue_predictions WHERE account_id = ?), steps)
  WHERE TRUE ${UPSERT}`;

/** A word that never comes again: a day that is being added up meanwhile stays stale. */
export function markStale(connection: SqliteConnection, dates: readonly IsoDate[]): void {
  if (dates.length > 0) connection.run(MARK, [randomUUID(), JSON.stringify([...new Set(dates)])]);
}

/** Every day that the account is part of. */
export const markAccountStale = (connection: SqliteConnection, account: AccountId): void => {
  connection.run(MARK_ACCOUNT, [randomUUID(), account, account, account]);
};
