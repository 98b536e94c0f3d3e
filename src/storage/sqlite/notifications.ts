// The outbox in SQLite, and who wants to be left alone.
import type { NotificationStore } from '../../ports/notification-store.ts';
import type { ReceiverStore } from '../../ports/receiver-store.ts';
import { notificationRecord, receiverWait } from '../notification-records.ts';
import { jsonText } from '../records.ts';
import { byId } from './by-id.ts';
import { VALUES_OF_LIST, behind, joinConditions } from './conditions.ts';
import type { SqliteSession } from './session.ts';
import { defineTable } from './table.ts';

const table = defineTable(
  'notifications',
  notificationRecord.extend({ message: jsonText(notificationRecord.shape.message) }),
);

const FREE = '(claimed_until IS NULL OR claimed_until <= ?)';
const DUE = `${table.select} WHERE status = 'pending' AND due_at <= ? AND ${FREE}
  AND channel = COALESCE(?, channel) ORDER BY created_at, id LIMIT ?`;
const CLAIM = `UPDATE notifications SET claimed_by = ?, claimed_until = ? WHERE id = ? AND status = 'pending' AND ${FREE}`;
const SETTLE = `UPDATE notifications SET status = ?, attempts = ?, due_at = ?, sent_at = ?, last_error = ?,
  claimed_by = NULL, claimed_until = NULL WHERE id = ? AND claimed_by = ?`;

export const sqliteNotifications = (session: SqliteSession): NotificationStore => ({
  plan: async (records) => {
    await session.write((connection) => {
      for (const record of records) connection.run(`${table.insert} ON CONFLICT (id) DO NOTHING`, table.encode(record));
    });
  },
  findMany: async (ids) => {
    const sql = `${table.select} WHERE id IN ${VALUES_OF_LIST}`;
    return table.decode(await session.read((connection) => connection.all(sql, [JSON.stringify(ids)])));
  },
  listDue: async (now, limit, channel) =>
    table.decode(await session.read((connection) => connection.all(DUE, [now, now, channel ?? null, limit]))),
  claim: async (id, { by, now, until }) =>
    (await session.write((connection) => connection.run(CLAIM, [by, until, id, now]))) === 1,
  settle: async (id, by, { status, attempts, dueAt, sentAt, lastError }) => {
    await session.write((connection) => connection.run(SETTLE, [status, attempts, dueAt, sentAt, lastError, id, by]));
  },
  list: async ({ status, alertId, limit, after }) => {
    const { sql, parameters } = joinConditions([
      ...(status === undefined ? [] : [{ sql: 'status = ?', parameters: [status] }]),
      ...(alertId === undefined ? [] : [{ sql: 'alert_id = ?', parameters: [alertId] }]),
      ...behind('created_at', after),
    ]);
    const list = `${table.select} WHERE ${sql} ORDER BY created_at DESC, id LIMIT ?`;
    return table.decode(await session.read((connection) => connection.all(list, [...parameters, limit])));
  },
});

export const sqliteReceivers = (session: SqliteSession): ReceiverStore =>
  byId(session, defineTable('receivers', receiverWait));
