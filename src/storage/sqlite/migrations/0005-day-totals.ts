// Totals per day as a read model, and which days of it are stale; every day that has rows begins as stale. An index for the
// tiles of accounts x days.
import { HORIZON_DAYS_MAX } from '../../../contract/limits.ts';
import type { Migration } from './migration.ts';

export const dayTotals: Migration = {
  version: 5,
  name: 'day-totals',
  steps: [
    `CREATE TABLE day_totals (
      date TEXT NOT NULL,
      cohort TEXT NOT NULL,
      currencies TEXT NOT NULL,
      account_days TEXT NOT NULL,
      PRIMARY KEY (date, cohort)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE total_days (
      date TEXT NOT NULL PRIMARY KEY,
      changed TEXT NOT NULL,
      computed TEXT
    ) STRICT, WITHOUT ROWID`,
    `INSERT INTO total_days (date, changed, computed)
      WITH RECURSIVE steps(step) AS (SELECT 1 UNION ALL SELECT step + 1 FROM steps WHERE step < ${HORIZON_DAYS_MAX})
      SELECT DISTINCT date, 'before', NULL FROM (
        SELECT date FROM revenue
        UNION SELECT date FROM runs WHERE kind = 'account-day'
        UNION SELECT date(business_date, '+' || step || ' days') FROM (
          SELECT DISTINCT business_date FROM revenue_predictions), steps)`,
    'CREATE INDEX runs_by_account_day ON runs (account_id, pipeline, date, status, error_code) WHERE account_id IS NOT NULL',
  ],
};
