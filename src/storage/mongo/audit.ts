// The audit log in MongoDB: documents are added and read, never changed; only retention takes them.
import type { AuditQuery, AuditStore } from '../../ports/access-store.ts';
import { auditRecord } from '../access-records.ts';
import { auditRow } from '../audit-row.ts';
import { decodeAll } from '../records.ts';
import { withId, withIdFirst } from './documents.ts';
import type { MongoSession } from './session.ts';

const NAME = 'audit_log';

export function mongoAudit(session: MongoSession): AuditStore {
  const entries = session.byId(NAME);
  return {
    append: async (entry) => {
      const { _id, ...rest } = withIdFirst(auditRow(entry));
      await session.runUpsert(() => entries.updateOne({ _id }, { $setOnInsert: rest }, { upsert: true }));
    },
    list: async (query) => {
      const found = await session.run(() =>
        entries.find(conditionOf(query)).sort({ _id: -1 }).limit(query.limit).toArray(),
      );
      return decodeAll(auditRecord, found.map(withId), NAME);
    },
  };
}

const conditionOf = ({ actor, action, subject, before }: AuditQuery) => ({
  ...(actor === undefined ? {} : { actor }),
  ...(action === undefined ? {} : { action }),
  ...(subject === undefined ? {} : { subject }),
  ...(before === undefined ? {} : { _id: { $lt: before } }),
});
