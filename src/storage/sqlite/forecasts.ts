// Forecasts in SQLite: one row per account, business date and revision, with all its days.
import type { Forecast } from '../../domain/forecast/types.ts';
import type { ForecastStore, StatusChange } from '../../ports/store.ts';
import { HORIZON_DAYS_MAX } from '../../contract/limits.ts';
import { addDays } from '../../domain/calendar/dates.ts';
import { forecastHash } from '../content-hash.ts';
import { targetForecastRecord } from '../forecast-records.ts';
import { decodeAll, jsonText } from '../records.ts';
import { changedTargets, chunksOf, NEW_FORECAST, ROWS_PER_WRITE } from '../rules.ts';
import { accountCondition, VALUES_OF_LIST } from './conditions.ts';
import type { SqlParameter, SqliteConnection } from './connection.ts';
import { forecasts as table } from './forecast-tables.ts';
import { isCurrent, type RevisedTable, saveRevised } from './revisions.ts';
import { listServed } from './served-forecasts.ts';
import type { SqliteSession } from './session.ts';
import { markStale } from './stale-days.ts';
import { toColumn } from './table.ts';

const revised: RevisedTable<Forecast> = {
  table: { ...table, encode: (row) => table.encode({ ...row, ...NEW_FORECAST }) },
  keyColumns: ['account_id', 'business_date'],
  key: ({ accountId, businessDate }) => [accountId, businessDate],
  hash: forecastHash,
};

const ONE_DAY = `${table.select} WHERE account_id = ? AND business_date = ?`;
const IN_RANGE = `${table.select} WHERE account_id = ? AND business_date BETWEEN ? AND ?`;
const NEWEST_PUBLISHED = `status = 'published' AND revision = (
  SELECT MAX(newest.revision) FROM revenue_predictions AS newest
    WHERE newest.account_id = revenue_predictions.account_id AND newest.business_date = revenue_predictions.business_date
      AND newest.status = 'published')`;

const FIND = `${ONE_DAY} AND revision = ?`;
const FIND_LATEST = `${ONE_DAY} ORDER BY revision DESC LIMIT 1`;
const REVISIONS = `${ONE_DAY} ORDER BY revision`;
const PUBLISHED = `${IN_RANGE} AND ${NEWEST_PUBLISHED} ORDER BY business_date`;
const LATEST = `${IN_RANGE} AND ${isCurrent(revised)} ORDER BY business_date`;
/** Step n stands at place n - 1, so that one day is taken out without reading the others. */
const FOR_TARGET = `SELECT account_id AS accountId, business_date AS businessDate, revision, currency, model_id AS modelId, served,
    observed_days AS observedDays,
    json_extract(days, '$[' || CAST(julianday(?) - julianday(business_date) - 1 AS INTEGER) || ']') AS day
  FROM revenue_predictions
  WHERE account_id = ? AND business_date BETWEEN ? AND ? AND ${NEWEST_PUBLISHED} AND day IS NOT NULL ORDER BY business_date`;
const SET_STATUS = `UPDATE revenue_predictions SET status = ?, findings = ?, facts = ?, hold_id = ?
  WHERE account_id = ? AND business_date = ? AND revision = ? AND status IN ${VALUES_OF_LIST}`;

const targetRow = targetForecastRecord.extend({ day: jsonText(targetForecastRecord.shape.day) });

export function sqliteForecasts(session: SqliteSession): ForecastStore {
  const query = async (sql: string, parameters: readonly SqlParameter[]) =>
    table.decode(await session.read((connection) => connection.all(sql, parameters)));
  return {
    save: (rows) => saveRevised(session, revised, rows),
    setStatus: async (changes) => {
      let changed = 0;
      for (const chunk of chunksOf(changes, ROWS_PER_WRITE)) {
        changed += await session.write((connection) => {
          const done = chunk.filter((change) => setStatus(connection, change) > 0);
          markStale(connection, changedTargets(done));
          return done.length;
        });
      }
      return changed;
    },
    find: async (account, date, revision) => (await query(FIND, [account, date, revision]))[0] ?? null,
    findLatest: async (account, date) => (await query(FIND_LATEST, [account, date]))[0] ?? null,
    listPublished: (account, { from, to }) => query(PUBLISHED, [account, from, to]),
    listLatest: (account, { from, to }) => query(LATEST, [account, from, to]),
    listServed: listServed(session),
    listForTarget: async (account, target) => {
      const [first, last] = [addDays(target, -HORIZON_DAYS_MAX), addDays(target, -1)];
      const rows = await session.read((connection) => connection.all(FOR_TARGET, [target, account, first, last]));
      return decodeAll(targetRow, rows, table.name);
    },
    listRevisions: (account, date) => query(REVISIONS, [account, date]),
    listByStatus: ({ businessDate, statuses, holdId }, filter, { after, through, limit }) => {
      const accounts = accountCondition(filter);
      const hold = holdId === undefined ? [] : [holdId];
      const end = through === undefined ? [] : [through];
      // CROSS JOIN keeps the order: along the date's index, account by account, each of which is looked up.
      const sql = `${table.select} CROSS JOIN accounts ON accounts.id = revenue_predictions.account_id
        WHERE business_date = ? AND account_id > ? ${end.length === 0 ? '' : 'AND account_id <= ?'}
          AND revenue_predictions.status IN ${VALUES_OF_LIST} ${hold.length === 0 ? '' : 'AND hold_id = ?'}
          AND ${isCurrent(revised)} AND ${accounts.sql}
        ORDER BY account_id LIMIT ?`;
      const wanted = [businessDate, after ?? '', ...end, JSON.stringify(statuses), ...hold];
      return query(sql, [...wanted, ...accounts.parameters, limit]);
    },
  };
}

function setStatus(connection: SqliteConnection, { to, from, ...key }: StatusChange): number {
  const state = [to.status, to.findings, to.facts, to.holdId].map(toColumn);
  const which = [key.accountId, key.businessDate, key.revision, JSON.stringify(from)];
  return connection.run(SET_STATUS, [...state, ...which]);
}
