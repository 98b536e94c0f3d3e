// Settings of cohorts in MongoDB, under the cohort's name; a cohort without any has the defaults.
import { z } from 'zod';
import { defaultCohortSettings } from '../../domain/cohort.ts';
import type { CohortStore } from '../../ports/store.ts';
import { joinCohorts } from '../cohort-list.ts';
import { cohortRecord } from '../decision-records.ts';
import { decode, decodeAll } from '../records.ts';
import type { MongoSession } from './session.ts';

const NAME = 'cohort_settings';

const sizeDocument = z
  .object({ _id: z.string(), accounts: z.int() })
  .transform(({ _id, accounts }) => ({ cohort: _id, accounts }));

export function mongoCohorts(session: MongoSession): CohortStore {
  const cohorts = session.byId(NAME);
  return {
    find: async (cohort) => {
      const document = await session.run(() => cohorts.findOne({ _id: cohort }));
      return document === null ? defaultCohortSettings(cohort) : decode(cohortRecord, document, NAME);
    },
    save: async ({ cohort, mode, hold }) => {
      await session.runUpsert(() => cohorts.replaceOne({ _id: cohort }, { cohort, mode, hold }, { upsert: true }));
    },
    list: async () => {
      const saved = decodeAll(cohortRecord, await session.run(() => cohorts.find().toArray()), NAME);
      const stages = [{ $match: { status: 'active' } }, { $group: { _id: '$cohort', accounts: { $sum: 1 } } }];
      const sizes = await session.run(() => session.byId('accounts').aggregate(stages).toArray());
      return joinCohorts(saved, decodeAll(sizeDocument, sizes, 'accounts'));
    },
  };
}
