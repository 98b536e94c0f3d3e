// The outbox in MongoDB, and who wants to be left alone: a claim is one conditional update of one document.
import type { NotificationRecord, NotificationStore } from '../../ports/notification-store.ts';
import type { ReceiverStore } from '../../ports/receiver-store.ts';
import { notificationRecord, receiverWait } from '../notification-records.ts';
import { decodeAll } from '../records.ts';
import { byId } from './by-id.ts';
import { withId, withIdFirst } from './documents.ts';
import { insertOnce } from './insert-once.ts';
import { behind } from './places.ts';
import type { IdDocument, MongoSession } from './session.ts';

const NAME = 'notifications';

const free = (now: string) => ({ $or: [{ claimedUntil: null }, { claimedUntil: { $lte: now } }] });
const decode = (documents: readonly IdDocument[]): readonly NotificationRecord[] =>
  decodeAll(notificationRecord, documents.map(withId), NAME);

export function mongoNotifications(session: MongoSession): NotificationStore {
  const outbox = session.byId(NAME);
  return {
    plan: async (records) => {
      for (const record of records) await insertOnce(session, outbox, withIdFirst(record));
    },
    findMany: async (ids) => decode(await session.run(() => outbox.find({ _id: { $in: [...ids] } }).toArray())),
    listDue: async (now, limit, channel) => {
      const own = channel === undefined ? {} : { channel };
      const due = { status: 'pending', dueAt: { $lte: now }, ...own, ...free(now) };
      const oldestFirst = { createdAt: 1, _id: 1 } as const;
      return decode(await session.run(() => outbox.find(due).sort(oldestFirst).limit(limit).toArray()));
    },
    claim: async (id, { by, now, until }) => {
      const unclaimed = { _id: id, status: 'pending', ...free(now) };
      const change = { $set: { claimedBy: by, claimedUntil: until } };
      return (await session.run(() => outbox.updateOne(unclaimed, change))).modifiedCount === 1;
    },
    settle: async (id, by, outcome) => {
      const change = { $set: { ...outcome, claimedBy: null, claimedUntil: null } };
      await session.run(() => outbox.updateOne({ _id: id, claimedBy: by }, change));
    },
    list: async ({ status, alertId, limit, after }) => {
      const newestFirst = { createdAt: -1, _id: 1 } as const;
      const wanted = {
        ...(status === undefined ? {} : { status }),
        ...(alertId === undefined ? {} : { alertId }),
        ...behind('createdAt', after),
      };
      return decode(await session.run(() => outbox.find(wanted).sort(newestFirst).limit(limit).toArray()));
    },
  };
}

export const mongoReceivers = (session: MongoSession): ReceiverStore =>
  byId(session, { name: 'receivers', schema: receiverWait });
