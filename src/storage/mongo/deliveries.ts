// The outbox of published forecasts in MongoDB: claimed and settled by the batch.
import { DELIVERY_STATUSES, type DeliveryRecord, type DeliveryStore } from '../../ports/delivery-store.ts';
import { decodeAll } from '../records.ts';
import { ROWS_PER_WRITE } from '../rules.ts';
import { deliveryRecord } from '../view-records.ts';
import { withId, withIdFirst } from './documents.ts';
import type { IdDocument, MongoSession } from './session.ts';

const NAME = 'deliveries';

const free = (now: string) => ({ $or: [{ claimedUntil: null }, { claimedUntil: { $lte: now } }] });
const decode = (documents: readonly IdDocument[]): readonly DeliveryRecord[] =>
  decodeAll(deliveryRecord, documents.map(withId), NAME);
const anew = (now: string) => ({
  $set: { status: 'pending', attempts: 0, dueAt: now, sentAt: null, lastError: null },
});
const OLDEST_FIRST = { dueAt: 1, _id: 1 } as const;

export function mongoDeliveries(session: MongoSession): DeliveryStore {
  const outbox = session.byId(NAME);
  return {
    plan: async (records) => {
      for (let at = 0; at < records.length; at += ROWS_PER_WRITE) {
        await planPart(session, records.slice(at, at + ROWS_PER_WRITE));
      }
    },
    claimDue: async ({ by, now, until }, limit) => {
      const due = { status: 'pending', dueAt: { $lte: now }, ...free(now) };
      const found = await session.run(() => outbox.find(due).sort(OLDEST_FIRST).limit(limit).toArray());
      const ids = found.map(({ _id }) => _id);
      // Whoever was quicker keeps what he has: the condition stands in the change as well.
      const claim = { $set: { claimedBy: by, claimedUntil: until } };
      await session.run(() => outbox.updateMany({ _id: { $in: ids }, status: 'pending', ...free(now) }, claim));
      const mine = { _id: { $in: ids }, status: 'pending', claimedBy: by, claimedUntil: until };
      return decode(await session.run(() => outbox.find(mine).sort(OLDEST_FIRST).toArray()));
    },
    settle: async (by, outcomes) => {
      const changes = outcomes.map(({ id, ...outcome }) => ({
        updateOne: {
          filter: { _id: id, claimedBy: by },
          update: { $set: { ...outcome, claimedBy: null, claimedUntil: null } },
        },
      }));
      if (changes.length > 0) await session.run(() => outbox.bulkWrite(changes, { ordered: false }));
    },
    list: async ({ status, accountId, before, limit }) => {
      const wanted = {
        ...(status === undefined ? {} : { status }),
        ...(accountId === undefined ? {} : { accountId }),
        ...(before === undefined ? {} : { _id: { $lt: before } }),
      };
      return decode(await session.run(() => outbox.find(wanted).sort({ _id: -1 }).limit(limit).toArray()));
    },
    count: async (most) => {
      const counts = await Promise.all(
        DELIVERY_STATUSES.map(async (status) => {
          const count = await session.run(() => outbox.countDocuments({ status }, { limit: most }));
          return [status, count] as const;
        }),
      );
      return Object.fromEntries(counts.filter(([, count]) => count > 0));
    },
    requeue: async (ids, now) =>
      (await session.run(() => outbox.updateMany({ _id: { $in: [...ids] }, ...free(now) }, anew(now)))).modifiedCount,
    requeueGivenUp: async (now) =>
      (await session.run(() => outbox.updateMany({ status: 'given-up' }, anew(now)))).modifiedCount,
  };
}

/** An upsert that only ever inserts. */
async function planPart(session: MongoSession, records: readonly DeliveryRecord[]): Promise<void> {
  const inserts = records.map((record) => {
    const { _id, ...rest } = withIdFirst(record);
    return { updateOne: { filter: { _id }, update: { $setOnInsert: rest }, upsert: true } };
  });
  const [first] = records;
  if (first === undefined) return;
  await session.runUpsert(() => session.byId(NAME).bulkWrite(inserts, { ordered: false }));
  // What was dropped may be published after all.
  const dropped = { _id: { $in: records.map(({ id }) => id) }, status: 'dropped' };
  const change = { $set: { ...anew(first.dueAt).$set, createdAt: first.createdAt } };
  await session.run(() => session.byId(NAME).updateMany(dropped, change));
}
