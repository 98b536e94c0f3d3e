// How the rates of both providers agreed, in SQLite.
import type { RatesComparisonStore } from '../../ports/rates-comparison-store.ts';
import { ratesComparisonRecord } from '../rates-comparison-records.ts';
import { jsonText } from '../records.ts';
import type { SqliteSession } from './session.ts';
import { defineTable } from './table.ts';
import { flag } from './tables.ts';

const { quoteDates, differences } = ratesComparisonRecord.shape;
const table = defineTable(
  'rates_comparisons',
  ratesComparisonRecord.extend({
    quoteDates: jsonText(quoteDates),
    differences: jsonText(differences),
    alerted: flag,
  }),
  ['date'],
);

export const sqliteRatesComparisons = (session: SqliteSession): RatesComparisonStore => ({
  save: async (comparison) => {
    await session.write((connection) =>
      connection.run(`${table.insert} ${table.replaceOnConflict}`, table.encode(comparison)),
    );
  },
  list: async ({ from, to }) =>
    table.decode(
      await session.read((connection) =>
        connection.all(`${table.select} WHERE date BETWEEN ? AND ? ORDER BY date DESC`, [from, to]),
      ),
    ),
});
