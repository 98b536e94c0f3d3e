// The shared state of providers in SQLite: read and written within one transaction of the write queue.
import { freshProvider } from '../../domain/provider/types.ts';
import type { ProviderStore } from '../../ports/provider-store.ts';
import { providerRecord } from '../provider-records.ts';
import { jsonText } from '../records.ts';
import type { SqliteSession } from './session.ts';
import { defineTable } from './table.ts';

const { shape } = providerRecord;
const table = defineTable(
  'providers',
  providerRecord.extend({
    budget: jsonText(shape.budget.unwrap()).nullable(),
    breaker: jsonText(shape.breaker),
    holders: jsonText(shape.holders),
    outcomes: jsonText(shape.outcomes),
  }),
);

export const sqliteProviders = (session: SqliteSession): ProviderStore => ({
  list: async () => table.decode(await session.read((connection) => connection.all(`${table.select} ORDER BY id`))),
  update: (id, change) =>
    session.write((connection) => {
      const [current] = table.decode(connection.all(`${table.select} WHERE id = ?`, [id]));
      const { state, result } = change(current ?? freshProvider(id));
      connection.run(`${table.insert} ${table.replaceOnConflict}`, table.encode(state));
      return result;
    }),
});
