// What is served of each target date in SQLite: one row is looked up for each, whatever was forecast besides.
import { HORIZON_DAYS_MAX } from '../../contract/limits.ts';
import type { ForecastStore, ServedForecast } from '../../ports/store.ts';
import { newestForecastRecord, servedForecastRecord } from '../forecast-records.ts';
import { decodeAll, jsonText } from '../records.ts';
import type { SqliteSession } from './session.ts';

/** Step n stands at place n - 1. */
const DAY = (table: string): string =>
  `json_extract(${table}.days, '$[' || CAST(julianday(target) - julianday(${table}.business_date) - 1 AS INTEGER) || ']')`;

/** The newest row that reaches the target; the key's index is walked backwards, and nearly always the first row is the one. */
const NEWEST = (condition: string): string => `(SELECT candidate.rowid FROM revenue_predictions AS candidate
    WHERE candidate.account_id = ?1
      AND candidate.business_date BETWEEN date(target, '-${HORIZON_DAYS_MAX} days') AND date(target, '-1 day')
      AND ${condition} AND ${DAY('candidate')} IS NOT NULL
    ORDER BY candidate.business_date DESC, candidate.revision DESC LIMIT 1)`;

const SERVED = `WITH RECURSIVE targets (target) AS (
    SELECT ?2 UNION ALL SELECT date(target, '+1 day') FROM targets WHERE target < ?3)
  SELECT served.account_id AS accountId, served.business_date AS businessDate, served.revision,
    served.recorded_at AS recordedAt, served.currency, served.model_id AS modelId, served.model_kind AS modelKind,
    served.confidence, served.served, served.observed_days AS observedDays, served.accuracy, ${DAY('served')} AS day,
    newest.business_date AS newestDate, newest.revision AS newestRevision, newest.status AS newestStatus,
    newest.hold_id AS newestHoldId, newest.findings AS newestFindings
  FROM targets CROSS JOIN revenue_predictions AS served ON served.rowid = ${NEWEST("candidate.status = 'published'")}
    CROSS JOIN revenue_predictions AS newest ON newest.rowid = ${NEWEST('TRUE')}
  ORDER BY target`;

const { businessDate, revision, status, holdId, findings } = newestForecastRecord.shape;

const servedRow = servedForecastRecord
  .extend({
    accuracy: jsonText(servedForecastRecord.shape.accuracy),
    day: jsonText(servedForecastRecord.shape.day),
    newestDate: businessDate,
    newestRevision: revision,
    newestStatus: status,
    newestHoldId: holdId,
    newestFindings: jsonText(findings),
  })
  .transform(
    ({ newestDate, newestRevision, newestStatus, newestHoldId, newestFindings, ...served }): ServedForecast => ({
      ...served,
      newest: {
        businessDate: newestDate,
        revision: newestRevision,
        status: newestStatus,
        holdId: newestHoldId,
        findings: newestFindings,
      },
    }),
  );

export const listServed =
  (session: SqliteSession): ForecastStore['listServed'] =>
  async (account, { from, to }) => {
    if (from > to) return [];
    const rows = await session.read((connection) => connection.all(SERVED, [account, from, to]));
    return decodeAll(servedRow, rows, 'revenue_predictions');
  };
