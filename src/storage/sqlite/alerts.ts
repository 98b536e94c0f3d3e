// Alerts in SQLite: one row per cause.
import type { AlertRecord, AlertStore } from '../../ports/store.ts';
import { nextAlert } from '../next-alert.ts';
import type { Condition } from './conditions.ts';
import type { SqliteConnection } from './connection.ts';
import { alerts as table } from './forecast-tables.ts';
import type { SqliteSession } from './session.ts';

const RESOLVE = 'UPDATE alerts SET resolved_at = ? WHERE id = ? AND resolved_at IS NULL';

export const sqliteAlerts = (session: SqliteSession): AlertStore => ({
  raise: (alert) =>
    session.write((connection) => {
      const raised = nextAlert(findAlert(connection, alert.id), alert, session.recordedAt());
      connection.run(`${table.insert} ${table.replaceOnConflict}`, table.encode(raised));
      return raised;
    }),
  resolve: async (id) => {
    await session.write((connection) => connection.run(RESOLVE, [session.recordedAt(), id]));
  },
  list: async ({ open, limit }) => {
    const { sql, parameters } = openCondition(open);
    const rows = await session.read((connection) =>
      connection.all(`${table.select} WHERE ${sql} ORDER BY opened_at DESC, id LIMIT ?`, [...parameters, limit]),
    );
    return table.decode(rows);
  },
});

const findAlert = (connection: SqliteConnection, id: string): AlertRecord | null =>
  table.decode(connection.all(`${table.select} WHERE id = ?`, [id]))[0] ?? null;

function openCondition(open: boolean | undefined): Condition {
  if (open === undefined) return { sql: 'TRUE', parameters: [] };
  return { sql: open ? 'resolved_at IS NULL' : 'resolved_at IS NOT NULL', parameters: [] };
}
