// Raw payloads in MongoDB: the pages as one gzipped JSON list.
import { Binary } from 'mongodb';
import type { PayloadStore } from '../../ports/store.ts';
import { packJson, pages, unpackJson } from '../gzip-json.ts';
import { decodeAll } from '../records.ts';
import { assertFits, payloadDocument, withId, withIdFirst } from './documents.ts';
import type { MongoSession } from './session.ts';

const NAME = 'raw_payloads';

export function mongoPayloads(session: MongoSession): PayloadStore {
  const payloads = session.byId(NAME);
  const findMany: PayloadStore['findMany'] = async (ids) => {
    const documents = await session.run(() => payloads.find({ _id: { $in: [...ids] } }).toArray());
    const stored = new Map(decodeAll(payloadDocument, documents.map(withId), NAME).map((row) => [row.id, row]));
    const found = ids.map((id) => stored.get(id)).filter((row) => row !== undefined);
    return Promise.all(
      found.map(async ({ pagesGzip, ...payload }) => ({
        ...payload,
        report: { pages: await unpackJson(pages, pagesGzip, { table: NAME, id: payload.id }) },
      })),
    );
  };
  return {
    save: async ({ report, ...payload }) => {
      const { _id, fetchedAt, ...rest } = withIdFirst(payload);
      const pagesGzip = new Binary(assertFits(`The raw payload ${payload.id}`, await packJson(report.pages)));
      // The id holds the content, so a second save adds nothing but the later date, which retention goes by.
      const change = { $setOnInsert: { ...rest, pagesGzip }, $max: { fetchedAt } };
      await session.runUpsert(() => payloads.updateOne({ _id }, change, { upsert: true }));
    },
    find: async (id) => (await findMany([id]))[0] ?? null,
    findMany,
  };
}
