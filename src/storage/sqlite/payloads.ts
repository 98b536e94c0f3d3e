// Raw payloads in SQLite: the pages as one gzipped JSON list.
import type { PayloadStore } from '../../ports/store.ts';
import { packJson, pages, unpackJson } from '../gzip-json.ts';
import { VALUES_OF_LIST } from './conditions.ts';
import type { SqliteSession } from './session.ts';
import { payloads as table } from './tables.ts';

/** The id holds the content, so a second save adds nothing but the later date, which retention goes by. */
const SAVE = `${table.insert} ON CONFLICT (id) DO UPDATE SET fetched_at = MAX(fetched_at, excluded.fetched_at)`;

export function sqlitePayloads(session: SqliteSession): PayloadStore {
  const findMany: PayloadStore['findMany'] = async (ids) => {
    const rows = await session.read((connection) =>
      connection.all(`${table.select} WHERE id IN ${VALUES_OF_LIST}`, [JSON.stringify(ids)]),
    );
    const stored = new Map(table.decode(rows).map((row) => [row.id, row]));
    const found = ids.map((id) => stored.get(id)).filter((row) => row !== undefined);
    return Promise.all(
      found.map(async ({ pagesGzip, ...payload }) => ({
        ...payload,
        report: { pages: await unpackJson(pages, Buffer.from(pagesGzip), { table: table.name, id: payload.id }) },
      })),
    );
  };
  return {
    save: async ({ report, ...payload }) => {
      const pagesGzip = await packJson(report.pages);
      await session.write((connection) => connection.run(SAVE, table.encode({ ...payload, pagesGzip })));
    },
    find: async (id) => (await findMany([id]))[0] ?? null,
    findMany,
  };
}
