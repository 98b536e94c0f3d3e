// Holds in SQLite.
import { HOLD_STATUSES, type HoldStore } from '../../ports/store.ts';
import { byId } from './by-id.ts';
import { VALUES_OF_LIST, behind, joinConditions } from './conditions.ts';
import { holds as table } from './forecast-tables.ts';
import type { SqliteSession } from './session.ts';

export const sqliteHolds = (session: SqliteSession): HoldStore => ({
  ...byId(session, table),
  list: async ({ statuses = HOLD_STATUSES, limit, after }) => {
    const inStatus = { sql: `status IN ${VALUES_OF_LIST}`, parameters: [JSON.stringify(statuses)] };
    const { sql, parameters } = joinConditions([inStatus, ...behind('opened_at', after)]);
    const list = `${table.select} WHERE ${sql} ORDER BY opened_at DESC, id LIMIT ?`;
    return table.decode(await session.read((connection) => connection.all(list, [...parameters, limit])));
  },
});
