// Totals per day in SQLite.
import { z } from 'zod';
import { HORIZON_DAYS_MAX } from '../../contract/limits.ts';
import { addDays } from '../../domain/calendar/dates.ts';
import type { AccountId, IsoDate } from '../../domain/ids.ts';
import type { TotalsStore } from '../../ports/store.ts';
import {
  accountDayCounts,
  addUpDay,
  currencyDays,
  TOTALS_PIPELINE,
  type BaseRows,
  type ServedRow,
} from '../day-totals.ts';
import { targetForecastRecord } from '../forecast-records.ts';
import {
  accountId,
  currencyCode,
  decimalString,
  decodeAll,
  isoDate,
  jsonText,
  runRecord,
  sourceId,
} from '../records.ts';
import type { SqlParameter } from './connection.ts';
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

const CURRENT_FACT = `SELECT MAX(newest.revision) FROM revenue AS newest
  WHERE newest.account_id = revenue.account_id AND newest.date = revenue.date`;
/** Amounts of a group come as one text: ten thousand rows would cost ten thousand objects. */
const FACTS = `SELECT accounts.cohort, revenue.currency, group_concat(revenue.amount, ' ') AS amounts
  FROM revenue JOIN accounts ON accounts.id = revenue.account_id
  WHERE revenue.date = ? AND revenue.revision = (${CURRENT_FACT}) GROUP BY 1, 2`;
const SHARES = `SELECT accounts.cohort, revenue.currency, json_extract(share.value, '$.sourceId') AS sourceId,
    group_concat(json_extract(share.value, '$.amount'), ' ') AS amounts
  FROM revenue JOIN accounts ON accounts.id = revenue.account_id, json_each(revenue.shares) AS share
  WHERE revenue.date = ? AND revenue.revision = (${CURRENT_FACT}) GROUP BY 1, 2, 3`;

/** Per account the newest published forecast made before the day, with that day of it and the revenue there is of it. */
const SERVED = `WITH newest AS (
    SELECT account_id, MAX(business_date) AS business_date FROM revenue_predictions
    WHERE business_date BETWEEN ? AND ? AND status = 'published' GROUP BY account_id)
  SELECT accounts.id AS accountId, accounts.cohort, accounts.status = 'active' AS active, forecast.currency,
    forecast.observed_days AS observedDays, revenue.amount AS fact, revenue.currency AS factCurrency,
    json_extract(forecast.days,
      '$[' || CAST(julianday(?) - julianday(forecast.business_date) - 1 AS INTEGER) || ']') AS day
  FROM newest JOIN accounts ON accounts.id = newest.account_id
    JOIN revenue_predictions AS forecast ON forecast.account_id = newest.account_id
      AND forecast.business_date = newest.business_date AND forecast.revision = (
        SELECT MAX(published.revision) FROM revenue_predictions AS published
        WHERE published.account_id = newest.account_id AND published.business_date = newest.business_date
          AND published.status = 'published')
    LEFT JOIN revenue ON revenue.account_id = newest.account_id AND revenue.date = ? AND revenue.revision = (
      ${CURRENT_FACT})`;
const STATUSES = `SELECT accounts.cohort, runs.status, COUNT(*) AS count
  FROM runs JOIN accounts ON accounts.id = runs.account_id
  WHERE runs.date = ? AND runs.pipeline = '${TOTALS_PIPELINE}' AND runs.kind = 'account-day' GROUP BY 1, 2`;

const totalsRow = z.object({
  date: isoDate,
  cohort: z.string().transform((cohort) => (cohort === ALL_COHORTS ? null : cohort)),
  currencies: jsonText(currencyDays),
  accountDays: jsonText(accountDayCounts),
});
const staleRow = z.object({ date: isoDate, known: flag });
const changedRow = z.object({ changed: z.string() });
const amounts = z.string().transform((text) => text.split(' ').map((amount) => decimalString.parse(amount)));
const factRow = z.object({ cohort: z.string(), currency: currencyCode, amounts });
const shareRow = factRow.extend({ sourceId });
const servedDay = targetForecastRecord.shape.day.pick({ revenue: true, lo80: true, hi80: true });
const servedRow = z.object({
  accountId,
  cohort: z.string(),
  active: flag,
  currency: currencyCode,
  observedDays: z.int(),
  fact: decimalString.nullable(),
  factCurrency: currencyCode.nullable(),
  day: jsonText(servedDay).nullable(),
});
const statusRow = z.object({ cohort: z.string(), status: runRecord.shape.status, count: z.int() });

/** Finds the forecast of one account for a day, when its newest does not reach that far. */
type FindServed = (
  account: AccountId,
  target: IsoDate,
) => Promise<
  | (Pick<ServedRow, 'currency' | 'observedDays'> & {
      readonly day: z.output<typeof servedDay>;
    })
  | null
>;

export function sqliteTotals(session: SqliteSession, findServed: FindServed): TotalsStore {
  const query = <Row>(schema: z.ZodType<Row>, sql: string, parameters: readonly SqlParameter[]) =>
    session.read((connection) => decodeAll(schema, connection.all(sql, parameters), 'day_totals'));
  const readServed = async (date: IsoDate): Promise<readonly ServedRow[]> => {
    const [first, last] = [addDays(date, -HORIZON_DAYS_MAX), addDays(date, -1)];
    const rows = await query(servedRow, SERVED, [first, last, date, date]);
    const served: ServedRow[] = [];
    for (const { cohort, active, fact, factCurrency, ...row } of rows) {
      if (!active && fact === null) continue;
      const found = row.day === null ? await findServed(row.accountId, date) : { ...row, day: row.day };
      if (found === null) continue;
      const { currency, observedDays, day } = found;
      served.push({ cohort, currency, observedDays, ...day, fact: factCurrency === currency ? fact : null });
    }
    return served;
  };
  return {
    list: (range, cohort) => query(totalsRow, LIST, [cohort ?? ALL_COHORTS, range.from, range.to]),
    listStale: ({ from, to }) => query(staleRow, STALE, [from, to]),
    recompute: async (date) => {
      const [state] = await query(changedRow, CHANGED, [date]);
      const rows: BaseRows = {
        facts: await query(factRow, FACTS, [date]),
        shares: await query(shareRow, SHARES, [date]),
        served: await readServed(date),
        statuses: await query(statusRow, STATUSES, [date]),
      };
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
