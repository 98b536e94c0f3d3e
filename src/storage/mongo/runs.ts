// Run records in MongoDB. The summary is kept as JSON text: its field names are free, and a document's are not.
import { z } from 'zod';
import type { RunQuery, RunStatus, RunStore } from '../../ports/store.ts';
import { accountId, decode, decodeAll, jsonText, runRecord } from '../records.ts';
import { accountDayIds, assertSummarySize } from '../rules.ts';
import { assertStorable } from '../storable.ts';
import { accountIds } from './accounts.ts';
import { mongoDayQueries } from './day-queries.ts';
import { withId, withIdFirst } from './documents.ts';
import { behind } from './places.ts';
import type { MongoSession } from './session.ts';
import { markStale } from './stale-days.ts';

const NAME = 'runs';
const runDocument = runRecord.extend({ summary: jsonText(runRecord.shape.summary.unwrap()).nullable() });
const statusDocument = z.object({ accountId, status: runRecord.shape.status });
const tileDocument = runRecord.pick({ date: true, status: true, errorCode: true }).extend({ accountId });
const failureDocument = z.object({ accountId, errorCode: runRecord.shape.errorCode });

export function mongoRuns(session: MongoSession): RunStore {
  const runs = session.byId(NAME);
  return {
    ...mongoDayQueries(session),
    find: async (id) => {
      const document = await session.run(() => runs.findOne({ _id: id }));
      return document === null ? null : decode(runDocument, withId(document), NAME);
    },
    save: async (run) => {
      assertSummarySize(run);
      assertStorable(run.summary);
      const summary = run.summary === null ? null : JSON.stringify(run.summary);
      const { _id, ...rest } = withIdFirst({ ...run, summary });
      await session.runUpsert(() => runs.replaceOne({ _id }, rest, { upsert: true }));
      if (run.kind === 'account-day') await markStale(session, [run.date]);
    },
    end: async ({ id: _id, startedAt }, ending) => {
      const same = { _id, startedAt, status: 'running' };
      const { matchedCount } = await session.run(() => runs.updateOne(same, { $set: ending }));
      return matchedCount === 1;
    },
    list: async ({ limit, after, dates, ...query }) => {
      const newestFirst = { startedAt: -1, _id: 1 } as const;
      const range = dates === undefined ? {} : { $and: [{ date: { $gte: dates.from, $lte: dates.to } }] };
      const page = { ...wanted(query), ...behind('startedAt', after), ...range };
      const documents = await session.run(() => runs.find(page).sort(newestFirst).limit(limit).toArray());
      return decodeAll(runDocument, documents.map(withId), NAME);
    },
    moveAccountDays: async (move) => {
      const wantedRuns = { _id: { $in: [...accountDayIds(move)] }, status: { $in: [...move.from] } };
      const result = await session.run(() => runs.updateMany(wantedRuns, { $set: { status: move.to } }));
      await markStale(session, [move.date]);
      return result.matchedCount;
    },
    listTiles: async ({ pipeline, accounts, from, to }) => {
      const wantedDays = { accountId: { $in: [...accounts] }, pipeline, date: { $gte: from, $lte: to } };
      const projection = { accountId: 1, date: 1, status: 1, errorCode: 1 };
      const order = { accountId: 1, date: 1 } as const;
      const found = await session.run(() => runs.find(wantedDays, { projection }).sort(order).toArray());
      return decodeAll(tileDocument, found, NAME);
    },
    ...mongoRunCounts(session),
  };
}

function mongoRunCounts(session: MongoSession): Pick<RunStore, 'countAccountDays' | 'countFailures'> {
  const runs = session.byId(NAME);
  return {
    countAccountDays: async (pipeline, date, filter) => {
      const ids = await accountIds(session, filter);
      const found = await session.run(() =>
        runs.find({ pipeline, date, kind: 'account-day' }, { projection: { accountId: 1, status: 1 } }).toArray(),
      );
      const counts: Partial<Record<RunStatus, number>> = {};
      for (const row of decodeAll(statusDocument, found, NAME)) {
        if (ids.has(row.accountId)) counts[row.status] = (counts[row.status] ?? 0) + 1;
      }
      return counts;
    },
    countFailures: async (pipeline, date, filter) => {
      const ids = await accountIds(session, filter);
      const failed = { pipeline, date, kind: 'account-day', status: 'failed' };
      const projection = { accountId: 1, errorCode: 1 };
      const found = await session.run(() => runs.find(failed, { projection }).toArray());
      const counts: Record<string, number> = {};
      for (const { accountId: id, errorCode } of decodeAll(failureDocument, found, NAME)) {
        if (ids.has(id)) counts[errorCode ?? 'INTERNAL'] = (counts[errorCode ?? 'INTERNAL'] ?? 0) + 1;
      }
      return counts;
    },
  };
}

const wanted = (query: Omit<RunQuery, 'limit' | 'after' | 'dates'>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
