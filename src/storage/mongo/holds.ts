// Holds in MongoDB.
import { HOLD_STATUSES, type HoldStore } from '../../ports/store.ts';
import { holdRecord } from '../decision-records.ts';
import { decodeAll } from '../records.ts';
import { byId } from './by-id.ts';
import { withId } from './documents.ts';
import { behind } from './places.ts';
import type { MongoSession } from './session.ts';

const NAME = 'holds';

export const mongoHolds = (session: MongoSession): HoldStore => ({
  ...byId(session, { name: NAME, schema: holdRecord }),
  list: async ({ statuses = HOLD_STATUSES, limit, after }) => {
    const wanted = { status: { $in: [...statuses] }, ...behind('openedAt', after) };
    const newestFirst = { openedAt: -1, _id: 1 } as const;
    const found = await session.run(() => session.byId(NAME).find(wanted).sort(newestFirst).limit(limit).toArray());
    return decodeAll(holdRecord, found.map(withId), NAME);
  },
});
