// Brings collections to today's shape: what 0.1 kept in another one, then the indexes. Safe to repeat, and for several at once.
import { MongoServerError } from 'mongodb';
import { convertSteps } from './convert-steps.ts';
import { ensureIndexes } from './indexes.ts';
import type { MongoSession } from './session.ts';
import { markAllStale } from './stale-days.ts';

const OLD_INDEXES: readonly (readonly [string, string])[] = [
  ['revenue_predictions', 'accountId_1_businessDate_1_step_1_revision_1'],
  ['revenue_predictions', 'accountId_1_targetDate_1'],
  ['revenue_predictions', 'businessDate_1'],
  ['models', 'accountId_1'],
];

/** Remembers that the conversion is done: to look for what is left of 0.1 means to look at every forecast. */
const CONVERTED = { _id: 'forecasts-with-bands' } as const;

/** Remembers that every day with rows is known to the totals, of all cohorts together as well; what comes later says so itself. */
const TOTALLED = { _id: 'day-totals-of-all-cohorts' } as const;

export async function migrate(session: MongoSession): Promise<void> {
  const versions = session.byId('schema_version');
  const isConverted = (await session.run(() => versions.findOne(CONVERTED))) !== null;
  if (!isConverted) await convert(session);
  await ensureIndexes(session);
  const appliedAt = session.recordedAt();
  await session.runUpsert(() => versions.updateOne(CONVERTED, { $setOnInsert: { appliedAt } }, { upsert: true }));
  if ((await session.run(() => versions.findOne(TOTALLED))) !== null) return;
  await session.run(() => session.byId('total_days').updateMany({}, { $unset: { computed: '' } }));
  await markAllStale(session);
  await session.runUpsert(() => versions.updateOne(TOTALLED, { $setOnInsert: { appliedAt } }, { upsert: true }));
}

async function convert(session: MongoSession): Promise<void> {
  // Models of 0.1 are of no use any more: another kind is trained on the next day. The forecasts they made are kept.
  await session.run(() => session.facts('models').deleteMany({ coefficients: { $exists: true } }));
  await convertSteps(session);
  for (const [collection, index] of OLD_INDEXES) await dropIndex(session, collection, index);
}

/** Namespace not found, index not found. */
const NOTHING_TO_DROP: ReadonlySet<unknown> = new Set([26, 27]);

async function dropIndex(session: MongoSession, collection: string, name: string): Promise<void> {
  await session.run(() =>
    session
      .facts(collection)
      .dropIndex(name)
      .catch((error: unknown) => {
        if (error instanceof MongoServerError && NOTHING_TO_DROP.has(error.code)) return;
        throw error;
      }),
  );
}
