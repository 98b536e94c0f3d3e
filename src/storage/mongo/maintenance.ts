// Taking documents away from MongoDB: one account's, or those that retention no longer keeps.
import type { AccountId } from '../../domain/ids.ts';
import type { RetentionCutoffs } from '../../ports/retention.ts';
import { purgeWith } from '../bulk-forgetting.ts';
import { accountRecord, decode } from '../records.ts';
import { assertPurgeable } from '../rules.ts';
import { withId } from './documents.ts';
import { deleteOldModels } from './model-retention.ts';
import { mongoBulkParts } from './requests.ts';
import type { MongoSession } from './session.ts';
import { daysWithRows, markStale } from './stale-days.ts';

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

/** The account itself goes last, so that a purge which broke off can be repeated. @throws ACCOUNT_NOT_FOUND, ACCOUNT_ACTIVE. */
export async function purgeAccount(session: MongoSession, id: AccountId): Promise<Readonly<Record<string, number>>> {
  const accounts = session.byId('accounts');
  const document = await session.run(() => accounts.findOne({ _id: id }));
  assertPurgeable(id, document === null ? null : decode(accountRecord, withId(document), 'accounts'));
  return purgeWith(mongoBulkParts(session), id, () => deleteAccount(session, id));
}

async function deleteAccount(session: MongoSession, id: AccountId): Promise<Readonly<Record<string, number>>> {
  const days = await daysWithRows(session, { accountId: id });
  const deleted: Record<string, number> = {};
  for (const name of PER_ACCOUNT) {
    deleted[name] = (await session.run(() => session.facts(name).deleteMany({ accountId: id }))).deletedCount;
  }
  await markStale(session, days);
  const accounts = session.byId('accounts');
  deleted['accounts'] = (await session.run(() => accounts.deleteOne({ _id: id, status: 'archived' }))).deletedCount;
  return deleted;
}

const AGED = [
  { name: 'raw_payloads', age: 'fetchedAt', cutoff: 'payloadsBefore' },
  { name: 'training_intermediates', age: 'savedAt', cutoff: 'payloadsBefore' },
  { name: 'runs', age: 'startedAt', cutoff: 'runsBefore' },
  { name: 'run_variables', age: 'recordedAt', cutoff: 'runsBefore' },
  { name: 'revenue_predictions', age: 'businessDate', cutoff: 'forecastsBefore' },
  { name: 'scores', age: 'targetDate', cutoff: 'forecastsBefore' },
  { name: 'gate_decisions', age: 'date', cutoff: 'forecastsBefore' },
  { name: 'holds', age: 'date', cutoff: 'forecastsBefore' },
  { name: 'alerts', age: 'resolvedAt', cutoff: 'forecastsBefore' },
  { name: 'notifications', age: 'createdAt', cutoff: 'payloadsBefore' },
  { name: 'deliveries', age: 'businessDate', cutoff: 'forecastsBefore' },
  { name: 'step_durations', age: 'hour', cutoff: 'payloadsBefore' },
  { name: 'bulk_predictions', age: 'createdAt', cutoff: 'payloadsBefore' },
  { name: 'bulk_parts', age: 'savedAt', cutoff: 'payloadsBefore' },
  { name: 'request_keys', age: 'createdAt', cutoff: 'requestKeysBefore' },
  { name: 'source_revenue', age: 'date', cutoff: 'revenueBefore' },
  { name: 'revenue', age: 'date', cutoff: 'revenueBefore' },
  { name: 'day_totals', age: 'date', cutoff: 'revenueBefore' },
  { name: 'total_days', age: '_id', cutoff: 'revenueBefore' },
  { name: 'rates', age: 'date', cutoff: 'ratesBefore' },
  { name: 'rates_comparisons', age: 'date', cutoff: 'ratesBefore' },
  // Its ids begin with the instant.
  { name: 'audit_log', age: '_id', cutoff: 'auditBefore' },
] as const;

export async function applyRetention(
  session: MongoSession,
  cutoffs: RetentionCutoffs,
): Promise<Readonly<Record<string, number>>> {
  const deleted: Record<string, number> = {};
  for (const { name, age, cutoff } of AGED) {
    // A string compares with strings only: an alert that is open, with null, stays.
    const result = await session.run(() => session.facts(name).deleteMany({ [age]: { $lt: cutoffs[cutoff] } }));
    deleted[name] = result.deletedCount;
  }
  return { ...deleted, ...(await deleteOldModels(session, cutoffs.modelsBefore)) };
}
