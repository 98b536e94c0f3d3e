// Connections to sources in MongoDB.
import type { ConnectionStore } from '../../ports/connection-store.ts';
import { connectionRecord } from '../connection-records.ts';
import { decodeAll } from '../records.ts';
import { byId } from './by-id.ts';
import { withId, withIdFirst } from './documents.ts';
import { insertOnce } from './insert-once.ts';
import type { MongoSession } from './session.ts';

const CONNECTIONS = 'connections';

export function mongoConnections(session: MongoSession): ConnectionStore {
  const connections = session.byId(CONNECTIONS);
  const { find } = byId(session, { name: CONNECTIONS, schema: connectionRecord });
  return {
    find,
    findFor: async (sourceId, accountId) => {
      const ids = { _id: { $in: [sourceId, `${sourceId}@${accountId}`] } };
      const found = await session.run(() => connections.find(ids).sort({ _id: -1 }).limit(1).toArray());
      return decodeAll(connectionRecord, found.map(withId), CONNECTIONS)[0] ?? null;
    },
    list: async ({ after, limit }) => {
      const behind = { _id: { $gt: after ?? '' } };
      const found = await session.run(() => connections.find(behind).sort({ _id: 1 }).limit(limit).toArray());
      return decodeAll(connectionRecord, found.map(withId), CONNECTIONS);
    },
    save: async (record, over) => {
      const { _id, ...rest } = withIdFirst(record);
      if (over === null) return insertOnce(session, connections, { _id, ...rest });
      const result = await session.run(() => connections.replaceOne({ _id, revision: over }, rest));
      return result.matchedCount === 1;
    },
    remove: async (id) => {
      await session.run(() => connections.deleteOne({ _id: id }));
    },
  };
}
