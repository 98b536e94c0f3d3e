// What alerts are about, why account days fail, what is to be told to whom, and how long steps take.
import type { Migration } from './migration.ts';

export const alerting: Migration = {
  version: 4,
  name: 'alerting',
  steps: [
    `ALTER TABLE alerts ADD COLUMN facts TEXT NOT NULL DEFAULT '{}'`,
    `ALTER TABLE alerts ADD COLUMN acknowledgement TEXT`,
    `ALTER TABLE runs ADD COLUMN failure TEXT`,
    `CREATE TABLE notifications (
      id TEXT NOT NULL PRIMARY KEY,
      alert_id TEXT NOT NULL,
      event TEXT NOT NULL,
      channel TEXT NOT NULL,
      status TEXT NOT NULL,
      attempts INTEGER NOT NULL,
      created_at TEXT NOT NULL,
      due_at TEXT NOT NULL,
      claimed_by TEXT,
      claimed_until TEXT,
      sent_at TEXT,
      last_error TEXT,
      message TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX notifications_by_due ON notifications (status, due_at)`,
    `CREATE INDEX notifications_by_age ON notifications (created_at)`,
    `CREATE TABLE step_durations (
      hour TEXT NOT NULL,
      step TEXT NOT NULL,
      writer TEXT NOT NULL,
      buckets TEXT NOT NULL,
      PRIMARY KEY (hour, step, writer)
    ) STRICT, WITHOUT ROWID`,
  ],
};
