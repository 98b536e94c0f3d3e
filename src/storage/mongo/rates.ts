// Sets of exchange rates in MongoDB. An id holds the content, so a set is written once and never changed.
import { z } from 'zod';
import type { RatesStore } from '../../ports/store.ts';
import { decode, decodeAll, isoDate, ratesRecord } from '../records.ts';
import { chunksOf, ROWS_PER_WRITE } from '../rules.ts';
import { withId, withIdFirst } from './documents.ts';
import type { MongoSession } from './session.ts';

const NAME = 'rates';

export function mongoRates(session: MongoSession): RatesStore {
  const rates = session.byId(NAME);
  return {
    save: async (sets) => {
      const recordedAt = session.recordedAt();
      for (const chunk of chunksOf(sets, ROWS_PER_WRITE)) {
        const upserts = chunk.map((set) => {
          const { _id, ...rest } = withIdFirst(set);
          return { updateOne: { filter: { _id }, update: { $setOnInsert: { ...rest, recordedAt } }, upsert: true } };
        });
        await session.runUpsert(() => rates.bulkWrite(upserts, { ordered: false }));
      }
    },
    find: async (id) => {
      const document = await session.run(() => rates.findOne({ _id: id }));
      return document === null ? null : decode(ratesRecord, withId(document), NAME);
    },
    findByDate: async (date) => {
      const order = { provider: 1, recordedAt: -1, quoteDate: -1, _id: 1 } as const;
      const documents = await session.run(() => rates.find({ date }).sort(order).toArray());
      return decodeAll(ratesRecord, documents.map(withId), NAME);
    },
    listDates: async ({ from, to }) => {
      const dates = await session.run(() => rates.distinct('date', { date: { $gte: from, $lte: to } }));
      return decode(z.array(isoDate), dates, NAME).sort();
    },
  };
}
