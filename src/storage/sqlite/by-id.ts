// Records that are found and replaced by their id.
import type { SqliteSession } from './session.ts';
import type { Table } from './table.ts';

interface ById<Row> {
  find(id: string): Promise<Row | null>;
  /** Inserts or replaces. */
  save(record: Row): Promise<void>;
}

/** @param table one whose key is `id`. */
export const byId = <Row extends { readonly id: string }>(session: SqliteSession, table: Table<Row>): ById<Row> => ({
  find: async (id) => {
    const rows = await session.read((connection) => connection.all(`${table.select} WHERE id = ?`, [id]));
    return table.decode(rows)[0] ?? null;
  },
  save: async (record) => {
    await session.write((connection) =>
      connection.run(`${table.insert} ${table.replaceOnConflict}`, table.encode(record)),
    );
  },
});
