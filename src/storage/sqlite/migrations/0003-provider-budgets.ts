// Limits, breaker and holders of each outside provider: one row, changed as a whole.
import type { Migration } from './migration.ts';

export const providerBudgets: Migration = {
  version: 3,
  name: 'provider-budgets',
  steps: [
    `CREATE TABLE providers (
      id TEXT NOT NULL PRIMARY KEY,
      budget TEXT,
      breaker TEXT NOT NULL,
      paused_until_ms REAL,
      probes_left INTEGER NOT NULL,
      next_token_at_ms REAL NOT NULL,
      holders TEXT NOT NULL,
      outcomes TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
  ],
};
