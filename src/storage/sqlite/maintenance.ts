// Taking rows away from SQLite: one account's, or those that retention no longer keeps.
import { z } from 'zod';
import type { AccountId } from '../../domain/ids.ts';
import type { RetentionCutoffs } from '../../ports/retention.ts';
import { accountRecord, decodeAll } from '../records.ts';
import { purgeWith } from '../bulk-forgetting.ts';
import { assertPurgeable, ROWS_PER_WRITE } from '../rules.ts';
import type { SqliteConnection } from './connection.ts';
import { sqliteBulkParts } from './requests.ts';
import type { SqliteSession } from './session.ts';
import { markAccountStale } from './stale-days.ts';
import { forgetStoredDays } from './stored-days.ts';

const PER_ACCOUNT = [
  'raw_payloads',
  'source_revenue',
  'revenue',
  'models',
  'model_events',
  'revenue_predictions',
  'scores',
  'runs',
  'connections',
  'deliveries',
] as const;

const statusRow = z.object({ status: accountRecord.shape.status });

/**
 * Apart from the predictions in bulk, which are read part by part, all of it in one transaction: an account is there whole, or
 * gone. @throws MorrowError ACCOUNT_NOT_FOUND, ACCOUNT_ACTIVE.
 */
export async function purgeAccount(session: SqliteSession, id: AccountId): Promise<Readonly<Record<string, number>>> {
  await session.read((connection) => requirePurgeable(connection, id));
  return purgeWith(sqliteBulkParts(session), id, () => deleteAccount(session, id));
}

function requirePurgeable(connection: SqliteConnection, id: AccountId): void {
  const rows = connection.all('SELECT status FROM accounts WHERE id = ?', [id]);
  assertPurgeable(id, decodeAll(statusRow, rows, 'accounts')[0]);
}

const deleteAccount = (session: SqliteSession, id: AccountId): Promise<Readonly<Record<string, number>>> =>
  session.write((connection) => {
    requirePurgeable(connection, id);
    markAccountStale(connection, id);
    const deleted: Record<string, number> = {};
    for (const table of PER_ACCOUNT) {
      deleted[table] = connection.run(`DELETE FROM ${table} WHERE account_id = ?`, [id]);
    }
    connection.run('DELETE FROM stored_days WHERE account_id = ?', [id]);
    deleted['accounts'] = connection.run('DELETE FROM accounts WHERE id = ?', [id]);
    return deleted;
  });

interface AgedTable {
  readonly name: string;
  readonly key: string;
  readonly age: string;
  readonly cutoff: keyof RetentionCutoffs;
  /** Only rows of which this holds. */
  readonly only?: string;
}

/** The newest version is kept so that its number is never given twice. */
const SPARE_MODEL = `stage = 'archived'
  AND version < (SELECT MAX(newest.version) FROM models AS newest WHERE newest.account_id = models.account_id)
  AND NOT EXISTS (SELECT 1 FROM models AS champion WHERE champion.account_id = models.account_id
    AND champion.stage = 'champion' AND champion.stage <> 'archived'
    AND json_extract(champion.rollback_to, '$[0]') = models.id)`;

const MODEL_GONE = 'NOT EXISTS (SELECT 1 FROM models WHERE models.id = model_events.model_id)';

const AGED: readonly AgedTable[] = [
  { name: 'raw_payloads', key: 'id', age: 'fetched_at', cutoff: 'payloadsBefore' },
  { name: 'training_intermediates', key: 'batch_id, stage', age: 'saved_at', cutoff: 'payloadsBefore' },
  { name: 'runs', key: 'id', age: 'started_at', cutoff: 'runsBefore' },
  { name: 'run_variables', key: 'id', age: 'recorded_at', cutoff: 'runsBefore' },
  {
    name: 'revenue_predictions',
    key: 'account_id, business_date, revision',
    age: 'business_date',
    cutoff: 'forecastsBefore',
  },
  { name: 'scores', key: 'account_id, target_date, business_date', age: 'target_date', cutoff: 'forecastsBefore' },
  { name: 'gate_decisions', key: 'id', age: 'date', cutoff: 'forecastsBefore' },
  { name: 'holds', key: 'id', age: 'date', cutoff: 'forecastsBefore' },
  { name: 'alerts', key: 'id', age: 'resolved_at', cutoff: 'forecastsBefore' },
  { name: 'notifications', key: 'id', age: 'created_at', cutoff: 'payloadsBefore' },
  { name: 'deliveries', key: 'id', age: 'business_date', cutoff: 'forecastsBefore' },
  { name: 'step_durations', key: 'hour, step, writer', age: 'hour', cutoff: 'payloadsBefore' },
  { name: 'bulk_predictions', key: 'id', age: 'created_at', cutoff: 'payloadsBefore' },
  { name: 'bulk_parts', key: 'bulk_id, kind, part', age: 'saved_at', cutoff: 'payloadsBefore' },
  { name: 'request_keys', key: 'id', age: 'created_at', cutoff: 'requestKeysBefore' },
  { name: 'source_revenue', key: 'account_id, date, source_id, revision', age: 'date', cutoff: 'revenueBefore' },
  { name: 'revenue', key: 'account_id, date, revision', age: 'date', cutoff: 'revenueBefore' },
  { name: 'day_totals', key: 'date, cohort', age: 'date', cutoff: 'revenueBefore' },
  { name: 'total_days', key: 'date', age: 'date', cutoff: 'revenueBefore' },
  { name: 'models', key: 'id', age: 'business_date', cutoff: 'modelsBefore', only: SPARE_MODEL },
  { name: 'model_events', key: 'id', age: 'at', cutoff: 'modelsBefore', only: MODEL_GONE },
  { name: 'rates', key: 'id', age: 'date', cutoff: 'ratesBefore' },
  { name: 'rates_comparisons', key: 'date', age: 'date', cutoff: 'ratesBefore' },
  // Its ids begin with the instant.
  { name: 'audit_log', key: 'id', age: 'id', cutoff: 'auditBefore' },
];

export async function applyRetention(
  session: SqliteSession,
  cutoffs: RetentionCutoffs,
): Promise<Readonly<Record<string, number>>> {
  const deleted: Record<string, number> = {};
  for (const table of AGED) deleted[table.name] = await deleteOlder(session, table, cutoffs[table.cutoff]);
  await session.write((connection) => forgetStoredDays(connection, cutoffs.revenueBefore));
  return deleted;
}

/** In parts of some hundred rows, so that the writes of a running day get their turn in between. */
async function deleteOlder(session: SqliteSession, table: AgedTable, before: string): Promise<number> {
  const { name, key, age, only = 'TRUE' } = table;
  const old = `SELECT ${key} FROM ${name} WHERE ${age} < ? AND ${only} LIMIT ${ROWS_PER_WRITE}`;
  let total = 0;
  for (let deleted = ROWS_PER_WRITE; deleted === ROWS_PER_WRITE; total += deleted) {
    deleted = await session.write((connection) =>
      connection.run(`DELETE FROM ${name} WHERE (${key}) IN (${old})`, [before]),
    );
  }
  return total;
}
