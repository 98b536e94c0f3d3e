// Raw payloads in MongoDB: the pages as one gzipped JSON list.
import { Binary } from 'mongodb';
import { MorrowError } from '../../contract/errors.ts';
import type { PayloadStore } from '../../ports/store.ts';
import { packPages, unpackPages } from '../pages.ts';
import { decodeAll } from '../records.ts';
import { payloadDocument, withId, withIdFirst } from './documents.ts';
import type { MongoSession } from './session.ts';

const NAME = 'raw_payloads';

/** A document holds 16 MB at most; the rest of it is small. */
const LIMIT_BYTES = 15 * 1024 * 1024;

export function mongoPayloads(session: MongoSession): PayloadStore {
  const payloads = session.byId(NAME);
  const findMany: PayloadStore['findMany'] = async (ids) => {
    const documents = await session.run(() => payloads.find({ _id: { $in: [...ids] } }).toArray());
    const stored = new Map(decodeAll(payloadDocument, documents.map(withId), NAME).map((row) => [row.id, row]));
    const found = ids.map((id) => stored.get(id)).filter((row) => row !== undefined);
    return Promise.all(
      found.map(async ({ pagesGzip, ...payload }) => ({
        ...payload,
        report: { pages: await unpackPages(pagesGzip, payload.id) },
      })),
    );
  };
  return {
    save: async ({ report, ...payload }) => {
      const { _id, fetchedAt, ...rest } = withIdFirst(payload);
      const pagesGzip = new Binary(assertFits(payload.id, await packPages(report.pages)));
      // The id holds the content, so a second save adds nothing but the later date, which retention goes by.
      const change = { $setOnInsert: { ...rest, pagesGzip }, $max: { fetchedAt } };
      await session.runUpsert(() => payloads.updateOne({ _id }, change, { upsert: true }));
    },
    find: async (id) => (await findMany([id]))[0] ?? null,
    findMany,
  };
}

function assertFits(payloadId: string, bytes: Buffer): Buffer {
  if (bytes.length <= LIMIT_BYTES) return bytes;
  throw new MorrowError(
    'PAYLOAD_TOO_LARGE',
    `The raw payload ${payloadId} has ${bytes.length} bytes compressed; MongoDB keeps at most ${LIMIT_BYTES}. Ask for a shorter range.`,
    { facts: { payloadId, bytes: bytes.length } },
  );
}
