// Decisions of the day's gate in SQLite.
import { z } from 'zod';
import type { GateStore } from '../../ports/store.ts';
import { batchProfile } from '../decision-records.ts';
import { decodeAll, jsonText } from '../records.ts';
import { byId } from './by-id.ts';
import { gateDecisions as table } from './forecast-tables.ts';
import type { SqliteSession } from './session.ts';

const LIST = `${table.select} WHERE date BETWEEN ? AND ? ORDER BY date DESC, wave DESC, decided_at DESC, id LIMIT ?`;

const BASELINE = `SELECT profile FROM (
    SELECT date, profile, ROW_NUMBER() OVER (PARTITION BY date ORDER BY wave DESC, decided_at DESC, id) AS place
      FROM gate_decisions
      WHERE population = ? AND date < ? AND profile IS NOT NULL
        AND json_extract(outcome, '$.decision') IN ('publish', 'quarantine'))
  WHERE place = 1 ORDER BY date DESC LIMIT ?`;

const profileRow = z.object({ profile: jsonText(batchProfile) });

export const sqliteGates = (session: SqliteSession): GateStore => ({
  ...byId(session, table),
  list: async ({ from, to }, limit) =>
    table.decode(await session.read((connection) => connection.all(LIST, [from, to, limit]))),
  baseline: async (population, before, limit) => {
    const rows = await session.read((connection) => connection.all(BASELINE, [population, before, limit]));
    return decodeAll(profileRow, rows, table.name).map(({ profile }) => profile);
  },
});
