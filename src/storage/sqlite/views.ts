// Saved views in SQLite.
import type { ViewStore } from '../../ports/view-store.ts';
import { jsonText } from '../records.ts';
import { savedView } from '../view-records.ts';
import { byId } from './by-id.ts';
import type { SqliteSession } from './session.ts';
import { defineTable } from './table.ts';

const table = defineTable('saved_views', savedView.extend({ search: jsonText(savedView.shape.search) }));

const LIST = `${table.select} WHERE owner = ? AND page = ? ORDER BY name`;
const REPLACE = 'UPDATE saved_views SET search = ?, revision = ?, updated_at = ? WHERE id = ? AND revision = ?';

export const sqliteViews = (session: SqliteSession): ViewStore => ({
  find: byId(session, table).find,
  list: async (owner, page) => table.decode(await session.read((connection) => connection.all(LIST, [owner, page]))),
  add: async (view) => {
    const sql = `${table.insert} ON CONFLICT (id) DO NOTHING`;
    return (await session.write((connection) => connection.run(sql, table.encode(view)))) === 1;
  },
  replace: async ({ id, search, revision, updatedAt }) => {
    const parameters = [JSON.stringify(search), revision, updatedAt, id, revision - 1];
    return (await session.write((connection) => connection.run(REPLACE, parameters))) === 1;
  },
  remove: async (id, revision) => {
    const sql = 'DELETE FROM saved_views WHERE id = ? AND revision = ?';
    return (await session.write((connection) => connection.run(sql, [id, revision]))) === 1;
  },
});
