// What is stored of each account's days, as a read model, so that a plan over all accounts reads one row of each. Filled from
// revenue once; afterwards every change of revenue changes it.
import { z } from 'zod';
import { decodeAll, isoDate, accountId } from '../../records.ts';
import type { SqliteConnection } from '../connection.ts';
import { refreshRange } from '../stored-days.ts';
import type { Migration } from './migration.ts';

const ENDS = `SELECT * FROM (
  SELECT id AS accountId, MIN(
      COALESCE((SELECT MIN(date) FROM revenue WHERE account_id = id), '9999-12-31'),
      COALESCE((SELECT MIN(date) FROM source_revenue WHERE account_id = id), '9999-12-31')) AS "from", MAX(
      COALESCE((SELECT MAX(date) FROM revenue WHERE account_id = id), ''),
      COALESCE((SELECT MAX(date) FROM source_revenue WHERE account_id = id), '')) AS "to" FROM accounts)
  WHERE "to" <> ''`;

const endsRow = z.object({ accountId, from: isoDate, to: isoDate });

/** From the first to the last day of each account. */
function fill(connection: SqliteConnection): void {
  for (const ends of decodeAll(endsRow, connection.all(ENDS), 'revenue'))
    refreshRange(connection, ends.accountId, ends);
}

export const storedDays: Migration = {
  version: 13,
  name: 'stored-days',
  steps: [
    `CREATE TABLE stored_days (
      account_id TEXT NOT NULL PRIMARY KEY,
      first_day INTEGER NOT NULL,
      days TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
    'CREATE TABLE day_states (code TEXT NOT NULL PRIMARY KEY, state TEXT NOT NULL UNIQUE) STRICT, WITHOUT ROWID',
    'CREATE INDEX revenue_revised ON revenue (date, account_id, recorded_at) WHERE revision > 1',
    fill,
  ],
};
