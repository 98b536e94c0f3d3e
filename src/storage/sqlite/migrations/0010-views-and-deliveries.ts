// What people saved of the screens, and the outbox of published forecasts.
import type { Migration } from './migration.ts';

export const viewsAndDeliveries: Migration = {
  version: 10,
  name: 'views-and-deliveries',
  steps: [
    `CREATE TABLE saved_views (
      id TEXT NOT NULL PRIMARY KEY,
      owner TEXT NOT NULL,
      page TEXT NOT NULL,
      name TEXT NOT NULL,
      search TEXT NOT NULL,
      revision INTEGER NOT NULL,
      created_at TEXT NOT NULL,
      updated_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
    'CREATE INDEX saved_views_of_owner ON saved_views (owner, page, name)',
    `CREATE TABLE deliveries (
      id TEXT NOT NULL PRIMARY KEY,
      account_id TEXT NOT NULL,
      business_date TEXT NOT NULL,
      forecast_revision INTEGER NOT NULL,
      status TEXT NOT NULL,
      attempts INTEGER NOT NULL,
      created_at TEXT NOT NULL,
      due_at TEXT NOT NULL,
      claimed_by TEXT,
      claimed_until TEXT,
      sent_at TEXT,
      last_error TEXT
    ) STRICT, WITHOUT ROWID`,
    'CREATE INDEX deliveries_by_due ON deliveries (status, due_at)',
    'CREATE INDEX deliveries_by_account ON deliveries (account_id, id)',
    'CREATE INDEX deliveries_by_date ON deliveries (business_date)',
  ],
};
