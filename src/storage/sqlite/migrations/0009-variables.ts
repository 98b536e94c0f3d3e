// Settings that people change while everything runs, and what each run read of them; and what was told of one alert, found at once.
import type { Migration } from './migration.ts';

export const variables: Migration = {
  version: 9,
  name: 'variables',
  steps: [
    `CREATE TABLE variables (
      id TEXT NOT NULL PRIMARY KEY,
      value TEXT NOT NULL,
      revision TEXT NOT NULL,
      set_at TEXT NOT NULL,
      set_by TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE run_variables (
      id TEXT NOT NULL PRIMARY KEY,
      "values" TEXT NOT NULL,
      recorded_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
    'CREATE INDEX run_variables_by_age ON run_variables (recorded_at)',
    'CREATE INDEX notifications_of_alert ON notifications (alert_id, created_at)',
  ],
};
