// Documents that are found and replaced by their business id.
import type { z } from 'zod';
import { decode } from '../records.ts';
import { withId, withIdFirst } from './documents.ts';
import type { MongoSession } from './session.ts';

interface ById<Row> {
  find(id: string): Promise<Row | null>;
  /** Inserts or replaces. */
  save(record: Row): Promise<void>;
}

interface Documents<S extends z.ZodType> {
  readonly name: string;
  readonly schema: S;
  /** The record as a document, where the two differ. */
  readonly encode?: (record: z.output<S>) => { readonly id: string };
}

export function byId<S extends z.ZodType<{ readonly id: string }>>(
  session: MongoSession,
  { name, schema, encode }: Documents<S>,
): ById<z.output<S>> {
  const collection = session.byId(name);
  return {
    find: async (id) => {
      const document = await session.run(() => collection.findOne({ _id: id }));
      return document === null ? null : decode(schema, withId(document), name);
    },
    save: async (record) => {
      const { _id, ...rest } = withIdFirst(encode === undefined ? record : encode(record));
      await session.runUpsert(() => collection.replaceOne({ _id }, rest, { upsert: true }));
    },
  };
}
