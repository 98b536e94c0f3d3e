// Forecasts in MongoDB: one document per account, business date and revision, with all its days.
import type { Document, Filter, Sort } from 'mongodb';
import { z } from 'zod';
import { HORIZON_DAYS_MAX } from '../../contract/limits.ts';
import { addDays } from '../../domain/calendar/dates.ts';
import type { Forecast } from '../../domain/forecast/types.ts';
import type { AccountId } from '../../domain/ids.ts';
import type { DateRange } from '../../ports/revenue-source.ts';
import type { ForecastStore, StatusChange } from '../../ports/store.ts';
import { forecastHash } from '../content-hash.ts';
import { targetForecastRecord } from '../forecast-records.ts';
import { decodeAll } from '../records.ts';
import { changedTargets, chunksOf, NEW_FORECAST, ROWS_PER_WRITE } from '../rules.ts';
import { assertStorable } from '../storable.ts';
import { encodeForecast, forecastDocument } from './documents.ts';
import { listByStatus } from './forecasts-by-status.ts';
import { keepCurrent, type RevisedCollection, saveRevised } from './revisions.ts';
import { listServed } from './served-forecasts.ts';
import type { MongoSession } from './session.ts';
import { markStale } from './stale-days.ts';

const revised: RevisedCollection<Forecast> = {
  name: 'revenue_predictions',
  keyFields: ['accountId', 'businessDate'],
  hash: forecastHash,
  encode: (forecast) => ({ ...encodeForecast(forecast), ...NEW_FORECAST }),
};

const TARGET_FIELDS = {
  accountId: 1,
  businessDate: 1,
  revision: 1,
  currency: 1,
  modelId: 1,
  served: 1,
  observedDays: 1,
} as const;

/** The one day that was asked for. */
const targetDocument = targetForecastRecord
  .omit({ day: true })
  .extend({ days: forecastDocument.shape.days.min(1) })
  .transform(({ days: [day], ...forecast }, context) => {
    if (day !== undefined) return { ...forecast, day };
    context.addIssue({ code: 'custom', message: 'no day' });
    return z.NEVER;
  });

const OLDEST_FIRST = { businessDate: 1, revision: 1 } as const;

export function mongoForecasts(session: MongoSession): ForecastStore {
  const forecasts = session.facts(revised.name);
  const query = async (filter: Filter<Document>, sort: Sort, limit = 0) =>
    decodeAll(
      forecastDocument,
      await session.run(() => forecasts.find(filter).sort(sort).limit(limit).toArray()),
      revised.name,
    );
  const current = async (filter: Filter<Document>) =>
    keepCurrent(await query(filter, OLDEST_FIRST), ({ businessDate }) => businessDate);
  return {
    save: (rows) => saveRevised(session, revised, rows),
    setStatus: async (changes) => {
      let changed = 0;
      for (const chunk of chunksOf(changes, ROWS_PER_WRITE)) {
        const updates = chunk.map(toUpdate);
        changed += (await session.run(() => forecasts.bulkWrite(updates, { ordered: false }))).matchedCount;
        await markStale(session, changedTargets(chunk));
      }
      return changed;
    },
    find: async (accountId, businessDate, revision) =>
      (await query({ accountId, businessDate, revision }, OLDEST_FIRST, 1))[0] ?? null,
    findLatest: async (accountId, businessDate) =>
      (await query({ accountId, businessDate }, { revision: -1 }, 1))[0] ?? null,
    listPublished: (account, range) => current({ ...inRange(account, range), status: 'published' }),
    listLatest: (account, range) => current(inRange(account, range)),
    listServed: listServed(session),
    listForTarget: async (accountId, targetDate) => {
      const range = { from: addDays(targetDate, -HORIZON_DAYS_MAX), to: addDays(targetDate, -1) };
      const filter = { ...inRange(accountId, range), status: 'published', 'days.targetDate': targetDate };
      const projection = { ...TARGET_FIELDS, days: { $elemMatch: { targetDate } } };
      const found = await session.run(() => forecasts.find(filter, { projection }).sort(OLDEST_FIRST).toArray());
      const rows = decodeAll(targetDocument, found, revised.name);
      return keepCurrent(rows, ({ businessDate }) => businessDate);
    },
    listRevisions: (accountId, businessDate) => query({ accountId, businessDate }, OLDEST_FIRST),
    listByStatus: (wanted, filter, page) => listByStatus(session, { wanted, filter, page }),
  };
}

const inRange = (accountId: AccountId, { from, to }: DateRange) => ({
  accountId,
  businessDate: { $gte: from, $lte: to },
});

function toUpdate({ accountId, businessDate, revision, from, to }: StatusChange) {
  const { status, findings, facts, holdId } = to;
  assertStorable([findings, facts]);
  const filter = { accountId, businessDate, revision, status: { $in: [...from] } };
  return { updateOne: { filter, update: { $set: { status, findings, facts, holdId } } } };
}
