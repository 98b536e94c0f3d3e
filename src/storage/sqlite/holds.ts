// Holds in SQLite.
import { HOLD_STATUSES, type HoldStore } from '../../ports/store.ts';
import { byId } from './by-id.ts';
import { VALUES_OF_LIST } from './conditions.ts';
import { holds as table } from './forecast-tables.ts';
import type { SqliteSession } from './session.ts';

const LIST = `${table.select} WHERE status IN ${VALUES_OF_LIST} ORDER BY opened_at DESC, id LIMIT ?`;

export const sqliteHolds = (session: SqliteSession): HoldStore => ({
  ...byId(session, table),
  list: async ({ statuses = HOLD_STATUSES, limit }) =>
    table.decode(await session.read((connection) => connection.all(LIST, [JSON.stringify(statuses), limit]))),
});
