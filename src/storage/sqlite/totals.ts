// Totals per day in SQLite.
import { z } from 'zod';
import type { TotalsStore } from '../../ports/store.ts';
import { accountDayCounts, addUpDay, currencyDays } from '../day-totals.ts';
import { decodeAll, isoDate, jsonText } from '../records.ts';
import type { SqlParameter } from './connection.ts';
import { baseRowsReader, type FindServed } from './day-base-rows.ts';
import type { SqliteSession } from './session.ts';
import { flag } from './tables.ts';

/** No cohort is called so. */
const ALL_COHORTS = '';

const LIST = `SELECT date, cohort, currencies, account_days AS accountDays FROM day_totals
  WHERE cohort = ? AND date BETWEEN ? AND ? ORDER BY date`;
const STALE = `SELECT date, computed IS NOT NULL AS known FROM total_days
  WHERE date BETWEEN ? AND ? AND (computed IS NULL OR computed <> changed) ORDER BY date`;
const CHANGED = 'SELECT changed FROM total_days WHERE date = ?';
const FORGET = 'DELETE FROM day_totals WHERE date = ?';
const INSERT = 'INSERT INTO day_totals (date, cohort, currencies, account_days) VALUES (?, ?, ?, ?)';
const COMPUTED = `INSERT INTO total_days (date, changed, computed) VALUES (?, ?, ?)
  ON CONFLICT (date) DO UPDATE SET computed = excluded.computed`;

const totalsRow = z.object({
  date: isoDate,
  cohort: z.string().transform((cohort) => (cohort === ALL_COHORTS ? null : cohort)),
  currencies: jsonText(currencyDays),
  accountDays: jsonText(accountDayCounts),
});
const staleRow = z.object({ date: isoDate, known: flag });
const changedRow = z.object({ changed: z.string() });

export function sqliteTotals(session: SqliteSession, findServed: FindServed): TotalsStore {
  const query = <Row>(schema: z.ZodType<Row>, sql: string, parameters: readonly SqlParameter[]) =>
    session.read((connection) => decodeAll(schema, connection.all(sql, parameters), 'day_totals'));
  const readBaseRows = baseRowsReader(session, findServed);
  return {
    list: (range, cohort) => query(totalsRow, LIST, [cohort ?? ALL_COHORTS, range.from, range.to]),
    listStale: ({ from, to }) => query(staleRow, STALE, [from, to]),
    recompute: async (date) => {
      const [state] = await query(changedRow, CHANGED, [date]);
      const rows = await readBaseRows(date);
      const totals = addUpDay(date, rows);
      await session.write((connection) => {
        connection.run(FORGET, [date]);
        for (const { cohort, currencies, accountDays } of totals)
          connection.run(INSERT, [
            date,
            cohort ?? ALL_COHORTS,
            JSON.stringify(currencies),
            JSON.stringify(accountDays),
          ]);
        const changed = state?.changed ?? 'never';
        connection.run(COMPUTED, [date, changed, changed]);
      });
    },
  };
}
