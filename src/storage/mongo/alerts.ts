// Alerts in MongoDB: one document per cause. Racing writers are settled by conditional updates.
import type { AlertRecord, AlertStore } from '../../ports/store.ts';
import { alertRecord } from '../decision-records.ts';
import { nextAlert, type RaisedAlert } from '../next-alert.ts';
import { decode, decodeAll } from '../records.ts';
import { withId, withIdFirst } from './documents.ts';
import { untilSettled } from './retry.ts';
import type { MongoSession } from './session.ts';

const NAME = 'alerts';

export function mongoAlerts(session: MongoSession): AlertStore {
  const alerts = session.byId(NAME);
  return {
    raise: (alert) => untilSettled(NAME, () => raiseOnce(session, alert)),
    resolve: async (id) => {
      const resolved = { $set: { resolvedAt: session.recordedAt() } };
      await session.run(() => alerts.updateOne({ _id: id, resolvedAt: null }, resolved));
    },
    list: async ({ open, limit }) => {
      const wanted = open === undefined ? {} : { resolvedAt: open ? null : { $ne: null } };
      const newestFirst = { openedAt: -1, _id: 1 } as const;
      const found = await session.run(() => alerts.find(wanted).sort(newestFirst).limit(limit).toArray());
      return decodeAll(alertRecord, found.map(withId), NAME);
    },
  };
}

/** Null when somebody else counted, resolved or opened it meanwhile. */
async function raiseOnce(session: MongoSession, alert: RaisedAlert): Promise<AlertRecord | null> {
  const alerts = session.byId(NAME);
  const document = await session.run(() => alerts.findOne({ _id: alert.id }));
  const known = document === null ? null : decode(alertRecord, withId(document), NAME);
  const raised = nextAlert(known, alert, session.recordedAt());
  const { _id, ...rest } = withIdFirst(raised);
  if (known === null) {
    await session.run(() => alerts.insertOne({ _id, ...rest }));
    return raised;
  }
  const asRead = { _id, count: known.count, openedAt: known.openedAt, resolvedAt: known.resolvedAt };
  const result = await session.run(() => alerts.replaceOne(asRead, rest));
  return result.matchedCount === 1 ? raised : null;
}
