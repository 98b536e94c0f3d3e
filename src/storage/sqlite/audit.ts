// The audit log in SQLite: rows are added and read, never changed; only retention takes them.
import type { AuditQuery, AuditStore } from '../../ports/access-store.ts';
import { auditRecord } from '../access-records.ts';
import { auditRow } from '../audit-row.ts';
import { joinConditions, type Condition } from './conditions.ts';
import type { SqliteSession } from './session.ts';
import { defineTable } from './table.ts';

const table = defineTable('audit_log', auditRecord);

export const sqliteAudit = (session: SqliteSession): AuditStore => ({
  append: async (entry) => {
    const sql = `${table.insert} ON CONFLICT (id) DO NOTHING`;
    await session.write((connection) => connection.run(sql, table.encode(auditRow(entry))));
  },
  list: async (query) => {
    const { sql, parameters } = conditionOf(query);
    const rows = await session.read((connection) =>
      connection.all(`${table.select} WHERE ${sql} ORDER BY id DESC LIMIT ?`, [...parameters, query.limit]),
    );
    return table.decode(rows);
  },
});

function conditionOf({ actor, action, subject, before }: AuditQuery): Condition {
  const wanted = { 'actor =': actor, 'action =': action, 'subject =': subject, 'id <': before };
  return joinConditions(
    Object.entries(wanted).flatMap(([test, value]) =>
      value === undefined ? [] : [{ sql: `${test} ?`, parameters: [value] }],
    ),
  );
}
