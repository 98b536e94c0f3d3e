// How the rates of both providers agreed, in MongoDB.
import type { RatesComparisonStore } from '../../ports/rates-comparison-store.ts';
import { ratesComparisonRecord } from '../rates-comparison-records.ts';
import { decodeAll } from '../records.ts';
import type { MongoSession } from './session.ts';

const NAME = 'rates_comparisons';

export const mongoRatesComparisons = (session: MongoSession): RatesComparisonStore => ({
  save: async (comparison) => {
    const { date } = comparison;
    await session.runUpsert(() => session.facts(NAME).replaceOne({ date }, comparison, { upsert: true }));
  },
  list: async ({ from, to }) => {
    const wanted = { date: { $gte: from, $lte: to } };
    const found = await session.run(() => session.facts(NAME).find(wanted).sort({ date: -1 }).toArray());
    return decodeAll(ratesComparisonRecord, found, NAME);
  },
});
