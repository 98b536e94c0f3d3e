// Predictions in bulk with their parts, and the keys of requests that may be repeated.
import type { Migration } from './migration.ts';

export const requests: Migration = {
  version: 11,
  name: 'requests',
  steps: [
    `CREATE TABLE bulk_predictions (
      id TEXT NOT NULL PRIMARY KEY,
      status TEXT NOT NULL,
      horizon_days INTEGER NOT NULL,
      questions INTEGER NOT NULL,
      parts INTEGER NOT NULL,
      created_by TEXT NOT NULL,
      created_at TEXT NOT NULL,
      finished_at TEXT,
      error TEXT
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE bulk_parts (
      bulk_id TEXT NOT NULL,
      kind TEXT NOT NULL,
      part INTEGER NOT NULL,
      rows INTEGER NOT NULL,
      refused INTEGER NOT NULL,
      saved_at TEXT NOT NULL,
      content_gzip BLOB NOT NULL,
      PRIMARY KEY (bulk_id, kind, part)
    ) STRICT`,
    'CREATE INDEX bulk_parts_by_age ON bulk_parts (saved_at)',
    `CREATE TABLE request_keys (
      id TEXT NOT NULL PRIMARY KEY,
      fingerprint TEXT NOT NULL,
      created_at TEXT NOT NULL,
      answer TEXT
    ) STRICT, WITHOUT ROWID`,
    'CREATE INDEX request_keys_by_age ON request_keys (created_at)',
  ],
};
