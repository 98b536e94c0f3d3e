// Connections to sources. What is sealed here opens with a key that is not in this file.
import type { Migration } from './migration.ts';

export const connections: Migration = {
  version: 8,
  name: 'connections',
  steps: [
    `CREATE TABLE connections (
      id TEXT NOT NULL PRIMARY KEY,
      source_id TEXT NOT NULL,
      account_id TEXT,
      base_url TEXT NOT NULL,
      key_id TEXT NOT NULL,
      iv TEXT NOT NULL,
      sealed TEXT NOT NULL,
      revision TEXT NOT NULL,
      set_at TEXT NOT NULL,
      set_by TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
    'CREATE INDEX connections_of_account ON connections (account_id)',
  ],
};
