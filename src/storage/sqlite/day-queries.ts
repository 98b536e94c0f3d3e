// How a whole day stands, in SQLite: accounts by tier and status, and failed account days by cause.
import { z } from 'zod';
import type { DayCount } from '../../domain/alerting/day-progress.ts';
import type { FailureGroup, RunStore } from '../../ports/store.ts';
import { accountId, accountRecord, decodeAll, failureCause, jsonText, runRecord } from '../records.ts';
import { accountCondition } from './conditions.ts';
import type { SqliteSession } from './session.ts';
import { flag } from './tables.ts';

const dayCount = z.object({
  tier: accountRecord.shape.tier,
  status: runRecord.shape.status.nullable(),
  collected: flag,
  accounts: z.int(),
});

const countDaySql = (condition: string): string => `
  SELECT accounts.tier AS tier, runs.status AS status, COUNT(*) AS accounts,
      EXISTS (SELECT 1 FROM revenue WHERE revenue.account_id = accounts.id AND revenue.date = ?) AS collected
    FROM accounts LEFT JOIN runs ON runs.id = 'account-day/' || ? || '/' || ? || '/' || accounts.id
    WHERE ${condition} GROUP BY 1, 2, 4 ORDER BY 1, 2, 4`;

/** Every group as often as it has samples, each with the number of accounts of the whole group. */
const FAILURES = `
  SELECT failure, account_id AS "accountId", error_message AS message, accounts FROM (
    SELECT failure, account_id, error_message,
        ROW_NUMBER() OVER (PARTITION BY failure ORDER BY account_id) AS place,
        COUNT(*) OVER (PARTITION BY failure) AS accounts
      FROM runs JOIN accounts ON accounts.id = runs.account_id AND accounts.status = 'active'
      WHERE date = ? AND pipeline = ? AND kind = 'account-day' AND failure IS NOT NULL)
    WHERE place <= ? ORDER BY accounts DESC, failure, place`;

const failureRow = z.object({
  failure: jsonText(failureCause),
  accountId,
  message: z.string().nullable(),
  accounts: z.int(),
});

export const sqliteDayQueries = (session: SqliteSession): Pick<RunStore, 'countDay' | 'listFailures'> => ({
  countDay: async (pipeline, date, filter): Promise<readonly DayCount[]> => {
    const { sql, parameters } = accountCondition(filter);
    const rows = await session.read((connection) =>
      connection.all(countDaySql(sql), [date, pipeline, date, ...parameters]),
    );
    return decodeAll(dayCount, rows, 'runs');
  },
  listFailures: async (pipeline, date, sampleSize) => {
    const rows = await session.read((connection) => connection.all(FAILURES, [date, pipeline, sampleSize]));
    return joinSamples(decodeAll(failureRow, rows, 'runs'));
  },
});

function joinSamples(rows: readonly z.output<typeof failureRow>[]): readonly FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  for (const { failure, accountId: id, message, accounts } of rows) {
    const key = JSON.stringify(failure);
    const known = groups.get(key) ?? { ...failure, accounts, samples: [], message: message ?? '' };
    groups.set(key, { ...known, samples: [...known.samples, id] });
  }
  return [...groups.values()];
}
