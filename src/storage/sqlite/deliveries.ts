// The outbox of published forecasts in SQLite: claimed and settled by the batch, so that ten thousand are some dozen writes.
import { z } from 'zod';
import { DELIVERY_STATUSES, type DeliveryQuery, type DeliveryStore } from '../../ports/delivery-store.ts';
import { decodeAll } from '../records.ts';
import { ROWS_PER_WRITE } from '../rules.ts';
import { deliveryRecord } from '../view-records.ts';
import { VALUES_OF_LIST, joinConditions, type Condition } from './conditions.ts';
import type { SqliteSession } from './session.ts';
import { defineTable } from './table.ts';

const table = defineTable('deliveries', deliveryRecord);

/** What was dropped may be published after all. */
const PLAN = `${table.insert} ON CONFLICT (id) DO UPDATE SET status = 'pending', attempts = 0, due_at = excluded.due_at,
  created_at = excluded.created_at WHERE status = 'dropped'`;
const FREE = '(claimed_until IS NULL OR claimed_until <= ?)';
const CLAIM = `UPDATE deliveries SET claimed_by = ?, claimed_until = ? WHERE id IN (
  SELECT id FROM deliveries WHERE status = 'pending' AND due_at <= ? AND ${FREE} ORDER BY due_at, id LIMIT ?)`;
const CLAIMED = `${table.select} WHERE claimed_by = ? AND claimed_until = ? AND status = 'pending' ORDER BY due_at, id`;
const SETTLE = `UPDATE deliveries SET status = ?, attempts = ?, due_at = ?, sent_at = ?, last_error = ?,
  claimed_by = NULL, claimed_until = NULL WHERE id = ? AND claimed_by = ?`;
const ANEW = `UPDATE deliveries SET status = 'pending', attempts = 0, due_at = ?, sent_at = NULL, last_error = NULL`;

const COUNT = `SELECT ? AS status, COUNT(*) AS count
  FROM (SELECT 1 FROM deliveries WHERE status = ? LIMIT ?) HAVING COUNT(*) > 0`;

const statusCount = z.object({ status: deliveryRecord.shape.status, count: z.int() });

export const sqliteDeliveries = (session: SqliteSession): DeliveryStore => ({
  plan: async (records) => {
    for (let at = 0; at < records.length; at += ROWS_PER_WRITE) {
      await session.write((connection) => {
        for (const record of records.slice(at, at + ROWS_PER_WRITE)) {
          connection.run(PLAN, table.encode(record));
        }
      });
    }
  },
  claimDue: async ({ by, now, until }, limit) => {
    const rows = await session.write((connection) => {
      connection.run(CLAIM, [by, until, now, now, limit]);
      return connection.all(CLAIMED, [by, until]);
    });
    return table.decode(rows);
  },
  settle: async (by, outcomes) => {
    await session.write((connection) => {
      for (const { id, status, attempts, dueAt, sentAt, lastError } of outcomes) {
        connection.run(SETTLE, [status, attempts, dueAt, sentAt, lastError, id, by]);
      }
    });
  },
  list: async (query) => {
    const { sql, parameters } = conditionOf(query);
    const text = `${table.select} WHERE ${sql} ORDER BY id DESC LIMIT ?`;
    return table.decode(await session.read((connection) => connection.all(text, [...parameters, query.limit])));
  },
  count: async (most) => {
    const rows = await session.read((connection) =>
      DELIVERY_STATUSES.flatMap((status) => connection.all(COUNT, [status, status, most])),
    );
    return Object.fromEntries(decodeAll(statusCount, rows, table.name).map(({ status, count }) => [status, count]));
  },
  requeue: (ids, now) =>
    session.write((connection) =>
      connection.run(`${ANEW} WHERE id IN ${VALUES_OF_LIST} AND ${FREE}`, [now, JSON.stringify(ids), now]),
    ),
  requeueGivenUp: (now) => session.write((connection) => connection.run(`${ANEW} WHERE status = 'given-up'`, [now])),
});

/** Nearly all are sent: the plus sign keeps SQLite from sorting all of them instead of walking along the ids. Others are few. */
function conditionOf({ status, accountId, before }: DeliveryQuery): Condition {
  const wanted = { [status === 'sent' ? '+status =' : 'status =']: status, 'account_id =': accountId, 'id <': before };
  return joinConditions(
    Object.entries(wanted).flatMap(([test, value]) =>
      value === undefined ? [] : [{ sql: `${test} ?`, parameters: [value] }],
    ),
  );
}
