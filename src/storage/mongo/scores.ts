// Scores of forecasts in MongoDB, and their sums.
import { z } from 'zod';
import type { AccountFilter, ScoreQuery, ScoreStore } from '../../ports/store.ts';
import { scoreRecord } from '../forecast-records.ts';
import { accountId, currencyCode, decodeAll } from '../records.ts';
import { chunksOf, ROWS_PER_WRITE } from '../rules.ts';
import { addUp, type NamedSums, scoreSums, scoreTotals } from '../score-sums.ts';
import { assertStorable } from '../storable.ts';
import { accountCohorts, accountIds } from './accounts.ts';
import type { MongoSession } from './session.ts';

const NAME = 'scores';

const off = (field: string) => ({ $abs: { $subtract: ['$actual', field] } });
const count = (field: string) => ({ $sum: { $cond: [field, 1, 0] } });

const TOTALS = {
  n: { $sum: 1 },
  absoluteError: { $sum: off('$mean') },
  error: { $sum: { $subtract: ['$actual', '$mean'] } },
  naiveAbsoluteError: { $sum: off('$naiveMean') },
  modelAbsoluteError: { $sum: off('$modelMean') },
  absoluteActual: { $sum: { $abs: '$actual' } },
  inside80: count('$inside80'),
  inside95: count('$inside95'),
  width80: { $sum: '$width80' },
} as const;

/** Cohorts are of the accounts as they are now, so their sums are made of those of the accounts. */
const NAMES = { account: '$accountId', cohort: '$accountId', all: 'all', step: { $toString: '$step' } } as const;

const sumDocument = z
  .object({ _id: z.object({ name: z.string(), currency: currencyCode }), ...scoreTotals })
  .transform(({ _id, ...totals }) => ({ ..._id, ...totals }));

export function mongoScores(session: MongoSession): ScoreStore {
  const scores = session.facts(NAME);
  return {
    save: async (rows) => {
      for (const chunk of chunksOf(rows, ROWS_PER_WRITE)) {
        const upserts = chunk.map((row) => {
          assertStorable(row);
          const { accountId: owner, targetDate, businessDate, ...rest } = row;
          const filter = { accountId: owner, targetDate, businessDate };
          return { updateOne: { filter, update: { $set: rest }, upsert: true } };
        });
        await session.runUpsert(() => scores.bulkWrite(upserts, { ordered: false }));
      }
    },
    list: async (owner, { from, to }, currency) => {
      const wanted = { accountId: owner, targetDate: { $gte: from, $lte: to }, currency };
      const found = await session.run(() => scores.find(wanted).sort({ targetDate: 1, step: 1 }).toArray());
      return decodeAll(scoreRecord, found, NAME);
    },
    sum: async (query, filter) => {
      const sums = await readSums(session, query, filter);
      return scoreSums(query.groupBy === 'cohort' ? await perCohort(session, filter, sums) : sums);
    },
  };
}

async function readSums(session: MongoSession, { range, maxStep, groupBy }: ScoreQuery, filter: AccountFilter) {
  const owners = { accountId: { $in: [...(await accountIds(session, filter))] } };
  const wanted = { targetDate: { $gte: range.from, $lte: range.to }, step: { $lte: maxStep }, ...owners };
  const group = { _id: { name: NAMES[groupBy], currency: '$currency' }, ...TOTALS };
  const found = await session.run(() =>
    session
      .facts(NAME)
      .aggregate([{ $match: wanted }, { $group: group }])
      .toArray(),
  );
  return decodeAll(sumDocument, found, NAME);
}

async function perCohort(session: MongoSession, filter: AccountFilter, sums: readonly NamedSums[]) {
  const cohorts = await accountCohorts(session, filter);
  return addUp(sums.map((row) => ({ ...row, name: cohorts.get(accountId.parse(row.name)) ?? '' })));
}
