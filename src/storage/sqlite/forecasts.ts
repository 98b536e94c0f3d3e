// Models and published forecasts in SQLite.
import type { Forecast } from '../../domain/forecast/types.ts';
import type { ForecastStore, ModelStore } from '../../ports/store.ts';
import { forecastHash } from '../content-hash.ts';
import { isCurrent, type RevisedTable, saveRevised } from './revisions.ts';
import type { SqliteSession } from './session.ts';
import { forecasts, models } from './tables.ts';

const steps: RevisedTable<Forecast> = {
  table: forecasts,
  keyColumns: ['account_id', 'business_date', 'step'],
  key: ({ accountId, businessDate, step }) => [accountId, businessDate, step],
  hash: forecastHash,
};

const BY_TARGET = `${forecasts.select} WHERE account_id = ? AND target_date BETWEEN ? AND ? AND ${isCurrent(steps)}
  ORDER BY target_date, business_date`;
const BY_BUSINESS_DATE = `${forecasts.select} WHERE account_id = ? AND business_date = ? AND ${isCurrent(steps)} ORDER BY step`;
const REVISIONS = `${forecasts.select} WHERE account_id = ? AND business_date = ? AND step = ? ORDER BY revision`;

export const sqliteForecasts = (session: SqliteSession): ForecastStore => ({
  save: (rows) => saveRevised(session, steps, rows),
  listByTarget: async (account, { from, to }) =>
    forecasts.decode(await session.read((connection) => connection.all(BY_TARGET, [account, from, to]))),
  listByBusinessDate: async (account, date) =>
    forecasts.decode(await session.read((connection) => connection.all(BY_BUSINESS_DATE, [account, date]))),
  listRevisions: async (account, businessDate, step) =>
    forecasts.decode(await session.read((connection) => connection.all(REVISIONS, [account, businessDate, step]))),
});

/** A model's id follows from its content, so it is written once. */
export const sqliteModels = (session: SqliteSession): ModelStore => ({
  save: async (model) => {
    await session.write((connection) =>
      connection.run(`${models.insert} ON CONFLICT (id) DO NOTHING`, models.encode(model)),
    );
  },
  find: async (id) => {
    const rows = await session.read((connection) => connection.all(`${models.select} WHERE id = ?`, [id]));
    return models.decode(rows)[0] ?? null;
  },
});
