// Alerts in MongoDB: one document per cause. Racing writers are settled by conditional updates.
import type { Document } from 'mongodb';
import type { AlertQuery, AlertRecord, AlertStore, RaisedAlert } from '../../ports/store.ts';
import { alertRecord } from '../decision-records.ts';
import { nextAlert } from '../next-alert.ts';
import { decode, decodeAll } from '../records.ts';
import { withId, withIdFirst } from './documents.ts';
import { behind } from './places.ts';
import { untilSettled } from './retry.ts';
import type { MongoSession } from './session.ts';

const NAME = 'alerts';

export function mongoAlerts(session: MongoSession): AlertStore {
  const alerts = session.byId(NAME);
  return {
    raise: (alert) => untilSettled(NAME, () => raiseOnce(session, alert)),
    resolve: async (id, detail) => {
      const resolved = { resolvedAt: session.recordedAt(), ...(detail === undefined ? {} : { detail }) };
      await session.run(() => alerts.updateOne({ _id: id, resolvedAt: null }, { $set: resolved }));
    },
    acknowledge: async (id, acknowledgement) => {
      const { matchedCount } = await session.run(() =>
        alerts.updateOne({ _id: id, resolvedAt: null }, { $set: { acknowledgement } }),
      );
      return matchedCount === 0 ? null : await findAlert(session, id);
    },
    find: (id) => findAlert(session, id),
    list: async (query) => {
      const newestFirst = { openedAt: -1, _id: 1 } as const;
      const found = await session.run(() =>
        alerts.find(alertFilter(query)).sort(newestFirst).limit(query.limit).toArray(),
      );
      return decodeAll(alertRecord, found.map(withId), NAME);
    },
  };
}

function alertFilter({ open, prefix, openSince, severity, after }: AlertQuery): Document {
  const conditions: Document[] = [];
  if (open !== undefined) conditions.push({ resolvedAt: open ? null : { $ne: null } });
  // Ids are ASCII; nothing in them sorts behind this.
  if (prefix !== undefined) conditions.push({ _id: { $gte: prefix, $lt: `${prefix}\uFFFF` } });
  if (openSince !== undefined) conditions.push({ $or: [{ resolvedAt: null }, { resolvedAt: { $gte: openSince } }] });
  if (severity !== undefined) conditions.push({ severity });
  if (after !== undefined) conditions.push(behind('openedAt', after));
  return conditions.length === 0 ? {} : { $and: conditions };
}

async function findAlert(session: MongoSession, id: string): Promise<AlertRecord | null> {
  const document = await session.run(() => session.byId(NAME).findOne({ _id: id }));
  return document === null ? null : decode(alertRecord, withId(document), NAME);
}

/** Null when somebody else counted, resolved or opened it meanwhile. */
async function raiseOnce(session: MongoSession, alert: RaisedAlert): Promise<AlertRecord | null> {
  const alerts = session.byId(NAME);
  const known = await findAlert(session, alert.id);
  const raised = nextAlert(known, alert, session.recordedAt());
  const { _id, ...rest } = withIdFirst(raised);
  if (known === null) {
    await session.run(() => alerts.insertOne({ _id, ...rest }));
    return raised;
  }
  const { count, lastAt, openedAt, resolvedAt, acknowledgement } = known;
  // A document of before 0.3 lacks the field, which null matches as well.
  const result = await session.run(() =>
    alerts.replaceOne({ _id, count, lastAt, openedAt, resolvedAt, acknowledgement }, rest),
  );
  return result.matchedCount === 1 ? raised : null;
}
