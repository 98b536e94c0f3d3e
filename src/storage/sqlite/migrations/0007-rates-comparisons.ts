// How the rates of both providers agreed, per date.
import type { Migration } from './migration.ts';

export const ratesComparisons: Migration = {
  version: 7,
  name: 'rates-comparisons',
  steps: [
    `CREATE TABLE rates_comparisons (
      date TEXT NOT NULL PRIMARY KEY,
      base TEXT NOT NULL,
      compared_at TEXT NOT NULL,
      quote_dates TEXT NOT NULL,
      currencies INTEGER NOT NULL,
      limit_percent REAL NOT NULL,
      alerted INTEGER NOT NULL,
      differences TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
  ],
};
