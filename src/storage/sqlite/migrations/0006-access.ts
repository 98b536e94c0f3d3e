// Who may come in, and what they changed. Hashes only: neither keys nor passwords can be read back.
import type { Migration } from './migration.ts';

export const access: Migration = {
  version: 6,
  name: 'access',
  steps: [
    `CREATE TABLE api_keys (
      id TEXT NOT NULL PRIMARY KEY,
      name TEXT NOT NULL,
      role TEXT NOT NULL,
      hash TEXT NOT NULL,
      created_by TEXT NOT NULL,
      created_at TEXT NOT NULL,
      expires_at TEXT,
      revoked_at TEXT,
      last_used_at TEXT
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE users (
      id TEXT NOT NULL PRIMARY KEY,
      role TEXT NOT NULL,
      password TEXT NOT NULL,
      status TEXT NOT NULL,
      created_at TEXT NOT NULL,
      password_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE sessions (
      id TEXT NOT NULL PRIMARY KEY,
      user_id TEXT NOT NULL,
      created_at TEXT NOT NULL,
      last_seen_at TEXT NOT NULL,
      expires_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
    'CREATE INDEX sessions_of_user ON sessions (user_id)',
    `CREATE TABLE audit_log (
      id TEXT NOT NULL PRIMARY KEY,
      at TEXT NOT NULL,
      actor_kind TEXT NOT NULL,
      actor TEXT NOT NULL,
      action TEXT NOT NULL,
      subject TEXT NOT NULL,
      before TEXT NOT NULL,
      after TEXT NOT NULL,
      request_id TEXT,
      address TEXT
    ) STRICT, WITHOUT ROWID`,
    'CREATE INDEX audit_by_subject ON audit_log (subject, id)',
    'CREATE INDEX audit_by_actor ON audit_log (actor, id)',
  ],
};
