// What is stored of a range, in SQLite: consecutive days become one row already in the query (gaps and islands).
import { setImmediate as othersTurn } from 'node:timers/promises';
import { z } from 'zod';
import { daysBetween } from '../../domain/calendar/dates.ts';
import type { AccountId, IsoDate, SourceId } from '../../domain/ids.ts';
import type { SourceCoverage } from '../../domain/repair/coverage.ts';
import type { RepairStore } from '../../ports/repair-store.ts';
import type { DateRange } from '../../ports/revenue-source.ts';
import {
  ACCOUNT_DAY_FORECAST,
  accountDaysOf,
  lastPublished,
  publishedRecord,
  startRecord,
  toCoverages,
  type LastPublished,
} from '../coverage.ts';
import { accountId, decodeAll, isoDate, sourceId } from '../records.ts';
import { VALUES_OF_LIST } from './conditions.ts';
import type { SqlParameter } from './connection.ts';
import type { SqliteSession } from './session.ts';
import { flag } from './tables.ts';

/** Consecutive days differ from their place in the line by the same number. */
const ISLAND = (group: string): string =>
  `CAST(julianday(date) AS INTEGER) - ROW_NUMBER() OVER (PARTITION BY ${group} ORDER BY date) AS island`;
const IN_RANGE = `account_id IN ${VALUES_OF_LIST} AND date BETWEEN ? AND ?`;
const NEWEST_DAY = `revision = (SELECT MAX(newest.revision) FROM revenue AS newest
  WHERE newest.account_id = revenue.account_id AND newest.date = revenue.date)`;

/** Most accounts lack nothing: theirs is one span, as many days long as there are. Every fact has a first revision, so each day counts once. */
const WHOLE_SOURCES = `SELECT account_id AS accountId, source_id AS sourceId, MIN(date) AS "from", MAX(date) AS "to", COUNT(*) AS days
  FROM source_revenue WHERE ${IN_RANGE} AND revision = 1 GROUP BY account_id, source_id ORDER BY account_id, source_id`;

const SOURCES = `SELECT account_id AS accountId, source_id AS sourceId, MIN(date) AS "from", MAX(date) AS "to" FROM (
    SELECT account_id, source_id, date, ${ISLAND('account_id, source_id')}
    FROM source_revenue WHERE ${IN_RANGE} AND revision = 1)
  GROUP BY account_id, source_id, island ORDER BY account_id, source_id, "from"`;

const DAYS = `SELECT account_id AS accountId, given, MIN(date) AS "from", MAX(date) AS "to" FROM (
    SELECT account_id, given, date, ${ISLAND('account_id, given')}
    FROM (SELECT account_id, date, origin <> 'sources' AS given FROM revenue WHERE ${IN_RANGE} AND ${NEWEST_DAY}))
  GROUP BY account_id, given, island ORDER BY account_id, "from"`;

/** Figures that never changed and are older than the day are in it; only the others are compared, by content. Day by day, then its sources. */
const UNMERGED = `SELECT said.account_id AS accountId, said.source_id AS sourceId, said.date
  FROM revenue CROSS JOIN source_revenue AS said ON said.account_id = revenue.account_id AND said.date = revenue.date
    AND (said.revision > 1 OR said.recorded_at >= revenue.recorded_at)
  WHERE revenue.account_id IN ${VALUES_OF_LIST} AND revenue.date BETWEEN ? AND ? AND revenue.origin = 'sources'
    AND ${NEWEST_DAY.replace('revision', 'revenue.revision')}
    AND said.revision = (SELECT MAX(newer.revision) FROM source_revenue AS newer WHERE newer.account_id = said.account_id
      AND newer.date = said.date AND newer.source_id = said.source_id)
    AND NOT EXISTS (SELECT 1 FROM json_each(revenue.shares) AS share
      WHERE share.value ->> 'sourceId' = said.source_id AND share.value ->> 'originalAmount' = said.amount
        AND share.value ->> 'originalCurrency' = said.currency)
  ORDER BY said.account_id, said.date, said.source_id`;

const PUBLISHED = `SELECT account_id AS accountId, business_date AS businessDate, recorded_at AS recordedAt
  FROM revenue_predictions WHERE rowid IN (
    SELECT (SELECT mine.rowid FROM revenue_predictions AS mine WHERE mine.account_id = wanted.value AND mine.status = 'published'
      ORDER BY mine.business_date DESC, mine.revision DESC LIMIT 1) FROM json_each(?) AS wanted)`;

const STARTS = `SELECT id, started_at AS startedAt FROM runs WHERE id IN ${VALUES_OF_LIST} AND status IN ${VALUES_OF_LIST}`;

const CORRECTED = `SELECT revenue.account_id AS accountId, revenue.date FROM json_each(?) AS seen
  CROSS JOIN revenue ON revenue.account_id = seen.value ->> 'accountId'
  WHERE revenue.date BETWEEN ? AND ? AND revenue.date <= seen.value ->> 'businessDate' AND revenue.revision > 1
    AND revenue.recorded_at > seen.value ->> 'seenAt' AND ${NEWEST_DAY.replace('revision', 'revenue.revision')}
  ORDER BY revenue.account_id, revenue.date`;

const span = { accountId, from: isoDate, to: isoDate };
const sourceSpan = z.object({ ...span, sourceId });
const wholeSource = sourceSpan.extend({ days: z.int() });
const daySpan = z.object({ ...span, given: flag });
const unmergedRow = z.object({ accountId, sourceId, date: isoDate });
const correctedRow = z.object({ accountId, date: isoDate });

export function sqliteRepair(session: SqliteSession): RepairStore {
  // Each read keeps the process for some ten milliseconds: heartbeats and requests get their turn in between.
  const read = async (sql: string, parameters: readonly SqlParameter[]) => {
    await othersTurn();
    return session.read((connection) => connection.all(sql, parameters));
  };
  const readSources = async (ids: string, { from, to }: DateRange) => {
    const found = decodeAll(wholeSource, await read(WHOLE_SOURCES, [ids, from, to]), 'source_revenue');
    const isWhole = (row: (typeof found)[number]): boolean => daysBetween(row.from, row.to) + 1 === row.days;
    const broken = [...new Set(found.filter((row) => !isWhole(row)).map((row) => row.accountId))];
    if (broken.length === 0) return found;
    const whole = found.filter((row) => !broken.includes(row.accountId));
    const rows = await read(SOURCES, [JSON.stringify(broken), from, to]);
    return [...whole, ...decodeAll(sourceSpan, rows, 'source_revenue')];
  };
  const readPublished = async (ids: string): Promise<readonly LastPublished[]> => {
    const published = decodeAll(publishedRecord, await read(PUBLISHED, [ids]), 'revenue_predictions');
    const runs = [JSON.stringify(accountDaysOf(published)), JSON.stringify(ACCOUNT_DAY_FORECAST)];
    return lastPublished(published, decodeAll(startRecord, await read(STARTS, runs), 'runs'));
  };
  return {
    coverage: async (accounts, { from, to }: DateRange) => {
      const ids = JSON.stringify(accounts);
      const days = decodeAll(daySpan, await read(DAYS, [ids, from, to]), 'revenue');
      const sources = await readSources(ids, { from, to });
      const unmerged = decodeAll(unmergedRow, await read(UNMERGED, [ids, from, to]), 'source_revenue');
      const published = await readPublished(ids);
      const seen = JSON.stringify(published);
      const corrected = decodeAll(correctedRow, await read(CORRECTED, [seen, from, to]), 'revenue');
      return toCoverages(accounts, { days, sources: bySource(sources), unmerged, published, corrected });
    },
  };
}

type SourceSpan = {
  readonly accountId: AccountId;
  readonly sourceId: SourceId;
  readonly from: IsoDate;
  readonly to: IsoDate;
};

/** Rows come by account and source. */
function bySource(rows: readonly SourceSpan[]): readonly (SourceCoverage & { readonly accountId: AccountId })[] {
  const found = new Map<string, { accountId: AccountId; sourceId: SourceId; days: { from: IsoDate; to: IsoDate }[] }>();
  for (const { accountId: account, sourceId: source, from, to } of rows) {
    const key = `${account}/${source}`;
    const entry = found.get(key) ?? { accountId: account, sourceId: source, days: [] };
    entry.days.push({ from, to });
    found.set(key, entry);
  }
  return [...found.values()];
}
