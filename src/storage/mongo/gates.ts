// Decisions of the day's gate in MongoDB. Findings are kept as JSON text: their field names are free, and a document's are not.
import { z } from 'zod';
import type { GateStore } from '../../ports/store.ts';
import { batchProfile, gateDecisionRecord } from '../decision-records.ts';
import { decodeAll, jsonText } from '../records.ts';
import { assertStorable } from '../storable.ts';
import { byId } from './by-id.ts';
import { withId } from './documents.ts';
import type { MongoSession } from './session.ts';

const NAME = 'gate_decisions';
const LAST_WAVE_FIRST = { date: -1, wave: -1, decidedAt: -1, _id: 1 } as const;

const gateDocument = gateDecisionRecord.extend({ findings: jsonText(gateDecisionRecord.shape.findings) });
const profileDocument = z.object({ profile: batchProfile });

export function mongoGates(session: MongoSession): GateStore {
  const decisions = session.byId(NAME);
  const { find, save } = byId(session, {
    name: NAME,
    schema: gateDocument,
    encode: (decision) => {
      assertStorable(decision.findings);
      return { ...decision, findings: JSON.stringify(decision.findings) };
    },
  });
  return {
    find,
    save,
    list: async ({ from, to }, limit) => {
      const wanted = { date: { $gte: from, $lte: to } };
      const found = await session.run(() => decisions.find(wanted).sort(LAST_WAVE_FIRST).limit(limit).toArray());
      return decodeAll(gateDocument, found.map(withId), NAME);
    },
    baseline: async (population, before, limit) => {
      const wanted = {
        population,
        date: { $lt: before },
        profile: { $ne: null },
        'outcome.decision': { $in: ['publish', 'quarantine'] },
      };
      const lastWaves = { _id: '$date', profile: { $first: '$profile' } };
      const stages = [
        { $match: wanted },
        { $sort: LAST_WAVE_FIRST },
        { $group: lastWaves },
        { $sort: { _id: -1 } },
        { $limit: limit },
      ];
      const found = await session.run(() => decisions.aggregate(stages).toArray());
      return decodeAll(profileDocument, found, NAME).map(({ profile }) => profile);
    },
  };
}
