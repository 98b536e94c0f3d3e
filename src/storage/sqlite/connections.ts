// Connections to sources in SQLite.
import type { ConnectionStore } from '../../ports/connection-store.ts';
import { connectionRecord } from '../connection-records.ts';
import { byId } from './by-id.ts';
import type { SqliteSession } from './session.ts';
import { defineTable } from './table.ts';

const connections = defineTable('connections', connectionRecord);

export function sqliteConnections(session: SqliteSession): ConnectionStore {
  const { find } = byId(session, connections);
  return {
    find,
    findFor: async (sourceId, accountId) => {
      const sql = `${connections.select} WHERE id IN (?, ?) ORDER BY id DESC LIMIT 1`;
      const rows = await session.read((connection) => connection.all(sql, [sourceId, `${sourceId}@${accountId}`]));
      return connections.decode(rows)[0] ?? null;
    },
    list: async ({ after, limit }) => {
      const sql = `${connections.select} WHERE id > ? ORDER BY id LIMIT ?`;
      return connections.decode(await session.read((connection) => connection.all(sql, [after ?? '', limit])));
    },
    save: async (record, over) => {
      const changed = await session.write((connection) => {
        if (over === null) {
          return connection.run(`${connections.insert} ON CONFLICT (id) DO NOTHING`, connections.encode(record));
        }
        const { baseUrl, keyId, iv, sealed, revision, setAt, setBy, id } = record;
        return connection.run(REPLACE, [baseUrl, keyId, iv, sealed, revision, setAt, setBy, id, over]);
      });
      return changed === 1;
    },
    remove: async (id) => {
      await session.write((connection) => connection.run('DELETE FROM connections WHERE id = ?', [id]));
    },
  };
}

const REPLACE = `UPDATE connections
  SET base_url = ?, key_id = ?, iv = ?, sealed = ?, revision = ?, set_at = ?, set_by = ?
  WHERE id = ? AND revision = ?`;
