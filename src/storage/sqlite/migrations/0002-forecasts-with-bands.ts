// Forecasts with bands, one row for all their days; the registry of models; what gates decide, holds, scores, alerts.
// Applied databases hold it, so it never changes. Models of 0.1 are of no use any more (another kind of model is trained on
// the next day), so their table begins anew; the forecasts they made are kept, and still name them.
import { z } from 'zod';
import { joinSteps, stepRecord } from '../../steps-of-0-1.ts';
import { decodeAll } from '../../records.ts';
import type { SqliteConnection } from '../connection.ts';
import { toColumn } from '../table.ts';
import type { Migration } from './migration.ts';

export const forecastsWithBands: Migration = {
  version: 2,
  name: 'forecasts-with-bands',
  steps: [
    'ALTER TABLE accounts ADD COLUMN country TEXT',
    'DROP TABLE models',
    `CREATE TABLE models (
      id TEXT NOT NULL PRIMARY KEY,
      account_id TEXT NOT NULL,
      business_date TEXT NOT NULL,
      currency TEXT NOT NULL,
      code_version TEXT NOT NULL,
      version INTEGER NOT NULL,
      stage TEXT NOT NULL,
      created_at TEXT NOT NULL,
      promotion TEXT,
      rollback_to TEXT NOT NULL,
      recipe TEXT NOT NULL
    ) STRICT`,
    'CREATE UNIQUE INDEX models_by_version ON models (account_id, version)',
    "CREATE UNIQUE INDEX models_current ON models (account_id, stage) WHERE stage <> 'archived'",
    'CREATE INDEX models_by_date ON models (business_date)',
    `CREATE TABLE model_events (
      id INTEGER PRIMARY KEY,
      account_id TEXT NOT NULL,
      model_id TEXT NOT NULL,
      version INTEGER NOT NULL,
      event TEXT NOT NULL,
      decided_by TEXT NOT NULL,
      reason TEXT NOT NULL,
      at TEXT NOT NULL
    ) STRICT`,
    'CREATE INDEX model_events_by_account ON model_events (account_id, id)',
    'CREATE INDEX model_events_by_age ON model_events (at)',
    'DROP INDEX revenue_predictions_by_target',
    'DROP INDEX revenue_predictions_by_date',
    'ALTER TABLE revenue_predictions RENAME TO forecast_steps',
    `CREATE TABLE revenue_predictions (
      account_id TEXT NOT NULL,
      business_date TEXT NOT NULL,
      revision INTEGER NOT NULL,
      hash TEXT NOT NULL,
      recorded_at TEXT NOT NULL,
      currency TEXT NOT NULL,
      model_id TEXT NOT NULL,
      model_kind TEXT NOT NULL,
      confidence TEXT NOT NULL,
      served TEXT NOT NULL,
      observed_days INTEGER NOT NULL,
      status TEXT NOT NULL,
      hold_id TEXT,
      accuracy TEXT NOT NULL,
      facts TEXT,
      findings TEXT NOT NULL,
      days TEXT NOT NULL,
      PRIMARY KEY (account_id, business_date, revision)
    ) STRICT`,
    convertSteps,
    'DROP TABLE forecast_steps',
    'CREATE INDEX revenue_predictions_by_date ON revenue_predictions (business_date, account_id, revision, status)',
    `CREATE TABLE scores (
      account_id TEXT NOT NULL,
      target_date TEXT NOT NULL,
      business_date TEXT NOT NULL,
      step INTEGER NOT NULL,
      currency TEXT NOT NULL,
      model_id TEXT NOT NULL,
      served TEXT NOT NULL,
      observed_days INTEGER NOT NULL,
      actual REAL NOT NULL,
      mean REAL NOT NULL,
      model_mean REAL NOT NULL,
      naive_mean REAL NOT NULL,
      sigma REAL,
      width80 REAL NOT NULL,
      inside80 INTEGER NOT NULL CHECK (inside80 IN (0, 1)),
      inside95 INTEGER NOT NULL CHECK (inside95 IN (0, 1)),
      PRIMARY KEY (account_id, target_date, business_date)
    ) STRICT, WITHOUT ROWID`,
    'CREATE INDEX scores_by_date ON scores (target_date)',
    `CREATE TABLE gate_decisions (
      id TEXT NOT NULL PRIMARY KEY,
      run_id TEXT NOT NULL,
      date TEXT NOT NULL,
      population TEXT,
      wave INTEGER NOT NULL,
      outcome TEXT NOT NULL,
      findings TEXT NOT NULL,
      profile TEXT,
      decided_at TEXT NOT NULL
    ) STRICT`,
    'CREATE INDEX gate_decisions_by_date ON gate_decisions (date, wave)',
    'CREATE INDEX gate_decisions_by_population ON gate_decisions (population, date)',
    `CREATE TABLE holds (
      id TEXT NOT NULL PRIMARY KEY,
      date TEXT NOT NULL,
      accounts INTEGER NOT NULL,
      reason TEXT NOT NULL,
      status TEXT NOT NULL,
      opened_at TEXT NOT NULL,
      escalates_at TEXT NOT NULL,
      decides_at TEXT NOT NULL,
      closed_at TEXT,
      log TEXT NOT NULL
    ) STRICT`,
    'CREATE INDEX holds_by_start ON holds (opened_at)',
    'CREATE INDEX holds_by_date ON holds (date)',
    `CREATE TABLE cohort_settings (
      cohort TEXT NOT NULL PRIMARY KEY,
      mode TEXT NOT NULL,
      hold TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE training_intermediates (
      batch_id TEXT NOT NULL,
      stage TEXT NOT NULL,
      saved_at TEXT NOT NULL,
      content_gzip BLOB NOT NULL,
      PRIMARY KEY (batch_id, stage)
    ) STRICT`,
    'CREATE INDEX training_intermediates_by_age ON training_intermediates (saved_at)',
    `CREATE TABLE alerts (
      id TEXT NOT NULL PRIMARY KEY,
      severity TEXT NOT NULL,
      title TEXT NOT NULL,
      detail TEXT NOT NULL,
      count INTEGER NOT NULL,
      opened_at TEXT NOT NULL,
      last_at TEXT NOT NULL,
      resolved_at TEXT
    ) STRICT`,
    'CREATE INDEX alerts_by_start ON alerts (opened_at)',
    'CREATE INDEX alerts_by_end ON alerts (resolved_at)',
  ],
};

const ACCOUNTS = 'SELECT DISTINCT account_id AS accountId FROM forecast_steps ORDER BY account_id';
const STEPS = `SELECT account_id AS accountId, business_date AS businessDate, step, revision, hash,
    recorded_at AS recordedAt, target_date AS targetDate, revenue, currency, model_id AS modelId, model_kind AS modelKind
  FROM forecast_steps WHERE account_id = ?`;
const INSERT = `INSERT INTO revenue_predictions (account_id, business_date, revision, hash, recorded_at, currency, model_id,
    model_kind, confidence, served, observed_days, status, hold_id, accuracy, facts, findings, days)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

const accountRow = z.object({ accountId: z.string() });

/** Account by account, so that only one account's steps are in memory. */
function convertSteps(connection: SqliteConnection): void {
  for (const { accountId } of decodeAll(accountRow, connection.all(ACCOUNTS), 'revenue_predictions')) {
    const steps = decodeAll(stepRecord, connection.all(STEPS, [accountId]), 'revenue_predictions');
    for (const forecast of joinSteps(steps)) {
      const { businessDate, revision, hash, recordedAt, currency, modelId, modelKind, ...rest } = forecast;
      const { confidence, served, observedDays, status, holdId, accuracy, facts, findings, days } = rest;
      const first = [accountId, businessDate, revision, hash, recordedAt, currency, modelId, modelKind];
      const then = [confidence, served, observedDays, status, holdId, accuracy, facts, findings, days];
      connection.run(INSERT, [...first, ...then].map(toColumn));
    }
  }
}
