// Until when receivers of alerts and forecasts want to be left alone.
import type { Migration } from './migration.ts';

export const receivers: Migration = {
  version: 14,
  name: 'receivers',
  steps: [
    `CREATE TABLE receivers (
      id TEXT NOT NULL PRIMARY KEY,
      not_before TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
  ],
};
