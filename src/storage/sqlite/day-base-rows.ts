// What the totals of a day are made of in SQLite, some accounts at a time: other work gets its turn in between, as a day of
// thousands takes long.
import { setImmediate as othersTurn } from 'node:timers/promises';
import { z } from 'zod';
import { HORIZON_DAYS_MAX } from '../../contract/limits.ts';
import type { AccountId, IsoDate } from '../../domain/ids.ts';
import { TOTALS_PIPELINE, type BaseRows, type ServedRow } from '../day-totals.ts';
import { targetForecastRecord } from '../forecast-records.ts';
import { accountId, currencyCode, decimalString, decodeAll, jsonText, runRecord, sourceId } from '../records.ts';
import type { SqlParameter } from './connection.ts';
import type { SqliteSession } from './session.ts';
import { flag } from './tables.ts';

const ACCOUNTS_AT_ONCE = 500;
/** Ids behind which the next accounts are read. */
const BORDERS = `SELECT id FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS place FROM accounts)
  WHERE place % ${ACCOUNTS_AT_ONCE} = 0 ORDER BY id`;
const SOME = 'accounts.id > ?1 AND accounts.id <= ?2';
/** Behind every account id. */
const END = '~';

const FACT_OF_DAY = `revenue.account_id = accounts.id AND revenue.date = ?3 AND revenue.revision = (
    SELECT MAX(newest.revision) FROM revenue AS newest WHERE newest.account_id = accounts.id AND newest.date = ?3)`;
/** Amounts of a group come as one text: ten thousand rows would cost ten thousand objects. */
const FACTS = `SELECT accounts.cohort, revenue.currency, group_concat(revenue.amount, ' ') AS amounts
  FROM accounts CROSS JOIN revenue ON ${FACT_OF_DAY} WHERE ${SOME} GROUP BY 1, 2`;
const SHARES = `SELECT accounts.cohort, revenue.currency, json_extract(share.value, '$.sourceId') AS sourceId,
    group_concat(json_extract(share.value, '$.amount'), ' ') AS amounts
  FROM accounts CROSS JOIN revenue ON ${FACT_OF_DAY} CROSS JOIN json_each(revenue.shares) AS share
  WHERE ${SOME} GROUP BY 1, 2, 3`;

/** Per account the newest published forecast made before the day, with that day of it and the revenue there is of it. */
const SERVED = `SELECT accounts.id AS accountId, accounts.cohort, accounts.status = 'active' AS active, forecast.currency,
    forecast.observed_days AS observedDays, revenue.amount AS fact, revenue.currency AS factCurrency,
    json_extract(forecast.days,
      '$[' || CAST(julianday(?3) - julianday(forecast.business_date) - 1 AS INTEGER) || ']') AS day
  FROM accounts CROSS JOIN revenue_predictions AS forecast ON forecast.rowid = (
      SELECT made.rowid FROM revenue_predictions AS made
      WHERE made.account_id = accounts.id AND made.status = 'published'
        AND made.business_date BETWEEN date(?3, '-${HORIZON_DAYS_MAX} days') AND date(?3, '-1 day')
      ORDER BY made.business_date DESC, made.revision DESC LIMIT 1)
    LEFT JOIN revenue ON ${FACT_OF_DAY}
  WHERE ${SOME}`;
const STATUSES = `SELECT accounts.cohort, runs.status, COUNT(*) AS count
  FROM accounts CROSS JOIN runs ON runs.account_id = accounts.id AND runs.pipeline = '${TOTALS_PIPELINE}' AND runs.date = ?3
  WHERE ${SOME} GROUP BY 1, 2`;

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

const borderRow = z.object({ id: accountId });

const joinParts = (parts: readonly BaseRows[]): BaseRows => ({
  facts: parts.flatMap(({ facts }) => facts),
  shares: parts.flatMap(({ shares }) => shares),
  served: parts.flatMap(({ served }) => served),
  statuses: parts.flatMap(({ statuses }) => statuses),
});

/** Finds the forecast of one account for a day, when its newest does not reach that far. */
export type FindServed = (
  account: AccountId,
  target: IsoDate,
) => Promise<
  | (Pick<ServedRow, 'currency' | 'observedDays'> & {
      readonly day: z.output<typeof servedDay>;
    })
  | null
>;

export function baseRowsReader(session: SqliteSession, findServed: FindServed): (date: IsoDate) => Promise<BaseRows> {
  const query = <Row>(schema: z.ZodType<Row>, sql: string, parameters: readonly SqlParameter[]) =>
    session.read((connection) => decodeAll(schema, connection.all(sql, parameters), 'day_totals'));
  const readServed = async (date: IsoDate, some: readonly string[]): Promise<readonly ServedRow[]> => {
    const rows = await query(servedRow, SERVED, [...some, date]);
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
  return async (date) => {
    const borders = (await query(borderRow, BORDERS, [])).map(({ id }) => id);
    const parts: BaseRows[] = [];
    for (const [index, through] of [...borders, END].entries()) {
      const some = [borders[index - 1] ?? '', through];
      const facts = await query(factRow, FACTS, [...some, date]);
      const shares = await query(shareRow, SHARES, [...some, date]);
      await othersTurn();
      const served = await readServed(date, some);
      parts.push({ facts, shares, served, statuses: await query(statusRow, STATUSES, [...some, date]) });
      await othersTurn();
    }
    return joinParts(parts);
  };
}
