// How long steps took, in MongoDB.
import type { DurationStore } from '../../ports/duration-store.ts';
import { durationRecord } from '../duration-records.ts';
import { decodeAll } from '../records.ts';
import type { MongoSession } from './session.ts';

const NAME = 'step_durations';

export const mongoDurations = (session: MongoSession): DurationStore => ({
  save: async (records) => {
    if (records.length === 0) return;
    const upserts = records.map((record) => {
      const { hour, step, writer } = record;
      return { replaceOne: { filter: { hour, step, writer }, replacement: record, upsert: true } };
    });
    await session.runUpsert(() => session.facts(NAME).bulkWrite(upserts, { ordered: false }));
  },
  list: async ({ from, to }) => {
    const wanted = { hour: { $gte: from, $lt: to } };
    const rows = decodeAll(durationRecord, await session.run(() => session.facts(NAME).find(wanted).toArray()), NAME);
    return rows.map(({ step, buckets }) => ({ step, buckets }));
  },
});
