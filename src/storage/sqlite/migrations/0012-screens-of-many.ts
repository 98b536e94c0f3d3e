// Totals of all cohorts together, each cohort's days side by side: a read model, added up anew when it is looked at. And small
// indexes of the account days that people look for.
import type { Migration } from './migration.ts';

export const screensOfMany: Migration = {
  version: 12,
  name: 'screens-of-many',
  steps: [
    'DROP TABLE day_totals',
    `CREATE TABLE day_totals (
      cohort TEXT NOT NULL,
      date TEXT NOT NULL,
      currencies TEXT NOT NULL,
      account_days TEXT NOT NULL,
      PRIMARY KEY (cohort, date)
    ) STRICT, WITHOUT ROWID`,
    'CREATE INDEX day_totals_by_date ON day_totals (date)',
    'UPDATE total_days SET computed = NULL',
    `CREATE INDEX runs_odd ON runs (account_id, pipeline, status, date)
      WHERE account_id IS NOT NULL AND runs.status <> 'published'`,
    `CREATE INDEX runs_with_cause ON runs (account_id, pipeline, error_code, date) WHERE error_code IS NOT NULL`,
  ],
};
