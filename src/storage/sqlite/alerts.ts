// Alerts in SQLite: one row per cause.
import type { AlertQuery, AlertRecord, AlertStore } from '../../ports/store.ts';
import { nextAlert } from '../next-alert.ts';
import { behind, joinConditions, type Condition } from './conditions.ts';
import type { SqliteConnection } from './connection.ts';
import { alerts as table } from './forecast-tables.ts';
import type { SqliteSession } from './session.ts';

const RESOLVE = 'UPDATE alerts SET resolved_at = ?, detail = COALESCE(?, detail) WHERE id = ? AND resolved_at IS NULL';
const ACKNOWLEDGE = 'UPDATE alerts SET acknowledgement = ? WHERE id = ? AND resolved_at IS NULL';

export const sqliteAlerts = (session: SqliteSession): AlertStore => ({
  raise: (alert) =>
    session.write((connection) => {
      const raised = nextAlert(findAlert(connection, alert.id), alert, session.recordedAt());
      connection.run(`${table.insert} ${table.replaceOnConflict}`, table.encode(raised));
      return raised;
    }),
  resolve: async (id, detail) => {
    await session.write((connection) => connection.run(RESOLVE, [session.recordedAt(), detail ?? null, id]));
  },
  acknowledge: (id, acknowledgement) =>
    session.write((connection) => {
      const changed = connection.run(ACKNOWLEDGE, [JSON.stringify(acknowledgement), id]);
      return changed === 0 ? null : findAlert(connection, id);
    }),
  find: (id) => session.read((connection) => findAlert(connection, id)),
  list: async (query) => {
    const { sql, parameters } = alertCondition(query);
    const rows = await session.read((connection) =>
      connection.all(`${table.select} WHERE ${sql} ORDER BY opened_at DESC, id LIMIT ?`, [...parameters, query.limit]),
    );
    return table.decode(rows);
  },
});

const findAlert = (connection: SqliteConnection, id: string): AlertRecord | null =>
  table.decode(connection.all(`${table.select} WHERE id = ?`, [id]))[0] ?? null;

function alertCondition({ open, prefix, openSince, severity, after }: AlertQuery): Condition {
  const conditions: Condition[] = [];
  if (open !== undefined)
    conditions.push({ sql: open ? 'resolved_at IS NULL' : 'resolved_at IS NOT NULL', parameters: [] });
  if (prefix !== undefined) conditions.push({ sql: 'substr(id, 1, length(?)) = ?', parameters: [prefix, prefix] });
  if (openSince !== undefined)
    conditions.push({ sql: '(resolved_at IS NULL OR resolved_at >= ?)', parameters: [openSince] });
  if (severity !== undefined) conditions.push({ sql: 'severity = ?', parameters: [severity] });
  return joinConditions([...conditions, ...behind('opened_at', after)]);
}
