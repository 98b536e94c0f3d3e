// Bulk predictions and request keys in MongoDB.
import { Binary } from 'mongodb';
import { z } from 'zod';
import type { BulkPartKind, BulkStore, KeyTimes, RequestKey, RequestKeyStore } from '../../ports/request-store.ts';
import { packJson, unpackJson } from '../gzip-json.ts';
import { decode, decodeAll } from '../records.ts';
import { forgetAccount, type BulkParts } from '../bulk-forgetting.ts';
import { bulkRecord, bulkSums, partName, requestKeyRecord } from '../request-records.ts';
import { byId } from './by-id.ts';
import { assertFits, bytes, withId } from './documents.ts';
import { insertOnce } from './insert-once.ts';
import { untilSettled } from './retry.ts';
import type { MongoSession } from './session.ts';

const BULKS = 'bulk_predictions';
const PARTS = 'bulk_parts';
const KEYS = 'request_keys';

const partDocument = z.object({ contentGzip: bytes });

const partId = (bulkId: string, kind: BulkPartKind, part: number): string => `${bulkId}/${kind}/${part}`;

export function mongoBulk(session: MongoSession): BulkStore {
  const bulks = session.byId(BULKS);
  const parts = session.byId(PARTS);
  return {
    ...byId(session, { name: BULKS, schema: bulkRecord }),
    finish: async (id, { status, finishedAt, error }) => {
      await session.run(() => bulks.updateOne({ _id: id, status: 'running' }, { $set: { status, finishedAt, error } }));
    },
    list: async ({ before, limit }) => {
      const wanted = before === null ? {} : { _id: { $lt: before } };
      const found = await session.run(() => bulks.find(wanted).sort({ _id: -1 }).limit(limit).toArray());
      return decodeAll(bulkRecord, found.map(withId), BULKS);
    },
    savePart: async ({ content, ...part }) => {
      const _id = partId(part.bulkId, part.kind, part.part);
      const contentGzip = new Binary(assertFits(`Part ${_id}`, await packJson(content)));
      const document = { ...part, savedAt: session.recordedAt(), contentGzip };
      await session.runUpsert(() => parts.replaceOne({ _id }, document, { upsert: true }));
    },
    findPart: async (bulkId, kind, part) => {
      const id = partId(bulkId, kind, part);
      const document = await session.run(() => parts.findOne({ _id: id }));
      if (document === null) return null;
      return unpackJson(z.unknown(), decode(partDocument, document, PARTS).contentGzip, { table: PARTS, id });
    },
    progress: async (bulkId) => {
      const sums = { _id: null, answered: { $sum: '$rows' }, refused: { $sum: '$refused' } };
      const pipeline = [{ $match: { bulkId, kind: 'answered' } }, { $group: sums }];
      const found = await session.run(() => parts.aggregate(pipeline).toArray());
      return decodeAll(bulkSums, found, PARTS)[0] ?? { answered: 0, refused: 0 };
    },
    forget: (account) => forgetAccount(mongoBulkParts(session), account),
  };
}

export function mongoBulkParts(session: MongoSession): BulkParts {
  const parts = session.byId(PARTS);
  return {
    list: async () => {
      const projection = { _id: 0, bulkId: 1, part: 1 };
      const found = await session.run(() => parts.find({ kind: 'asked' }, { projection }).toArray());
      return decodeAll(partName, found, PARTS);
    },
    read: async ({ bulkId, kind, part }) => {
      const id = partId(bulkId, kind, part);
      const document = await session.run(() => parts.findOne({ _id: id }));
      if (document === null) return null;
      const packed = decode(partDocument, document, PARTS).contentGzip;
      return { bulkId, kind, part, packed, content: await unpackJson(z.unknown(), packed, { table: PARTS, id }) };
    },
    replace: async ({ bulkId, kind, part, packed }, { content, refused }) => {
      const contentGzip = new Binary(await packJson(content));
      const wanted = { _id: partId(bulkId, kind, part), contentGzip: new Binary(packed) };
      const { matchedCount } = await session.run(() => parts.updateOne(wanted, { $set: { contentGzip, refused } }));
      return matchedCount === 1;
    },
  };
}

export function mongoRequestKeys(session: MongoSession): RequestKeyStore {
  const keys = session.byId(KEYS);
  return {
    claim: async (key, free) => (await untilSettled(KEYS, () => tryToClaim(session, key, free))).earlier,
    answer: async ({ id, createdAt }, answer) => {
      await session.run(() => keys.updateOne({ _id: id, createdAt }, { $set: { answer } }));
    },
    release: async ({ id, createdAt }) => {
      await session.run(() => keys.deleteOne({ _id: id, createdAt, answer: null }));
    },
  };
}

/** Null: whoever had it gave it back between the two looks, so that nobody has it. */
async function tryToClaim(
  session: MongoSession,
  { id, ...key }: Omit<RequestKey, 'answer'>,
  { expiredBefore, abandonedBefore }: KeyTimes,
): Promise<{ readonly earlier: RequestKey | null } | null> {
  const keys = session.byId(KEYS);
  const fresh = { ...key, answer: null };
  const expired = { createdAt: { $lt: expiredBefore } };
  const abandoned = { answer: null, createdAt: { $lt: abandonedBefore } };
  const stale = { _id: id, $or: [expired, abandoned] };
  const { modifiedCount } = await session.run(() => keys.updateOne(stale, { $set: fresh }));
  if (modifiedCount > 0 || (await insertOnce(session, keys, { _id: id, ...fresh }))) return { earlier: null };
  const found = await session.run(() => keys.findOne({ _id: id }));
  return found === null ? null : { earlier: decode(requestKeyRecord, withId(found), KEYS) };
}
