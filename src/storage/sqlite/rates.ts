// Sets of exchange rates in SQLite. An id holds the content, so a set is written once and never changed.
import { z } from 'zod';
import type { RatesSet } from '../../domain/revenue/types.ts';
import type { RatesStore } from '../../ports/store.ts';
import { decodeAll, isoDate } from '../records.ts';
import { chunksOf, ROWS_PER_WRITE } from '../rules.ts';
import type { SqliteSession } from './session.ts';
import { rates as table, ratesRow } from './tables.ts';

const dateRow = z.object({ date: isoDate });

export const sqliteRates = (session: SqliteSession): RatesStore => ({
  save: async (sets) => {
    for (const chunk of chunksOf(sets, ROWS_PER_WRITE)) await saveChunk(session, chunk);
  },
  find: async (id) => {
    const rows = await session.read((connection) => connection.all(`${table.select} WHERE id = ?`, [id]));
    return decodeSets(rows)[0] ?? null;
  },
  findByDate: async (date) =>
    decodeSets(
      await session.read((connection) =>
        connection.all(`${table.select} WHERE date = ? ORDER BY provider, recorded_at DESC, quote_date DESC, id`, [
          date,
        ]),
      ),
    ),
  listDates: async ({ from, to }) => {
    const rows = await session.read((connection) =>
      connection.all('SELECT DISTINCT date FROM rates WHERE date BETWEEN ? AND ? ORDER BY date', [from, to]),
    );
    return decodeAll(dateRow, rows, table.name).map(({ date }) => date);
  },
});

const saveChunk = (session: SqliteSession, sets: readonly RatesSet[]): Promise<void> =>
  session.write((connection) => {
    const recordedAt = session.recordedAt();
    for (const set of sets) {
      connection.run(`${table.insert} ON CONFLICT (id) DO NOTHING`, table.encode({ ...set, recordedAt }));
    }
  });

const decodeSets = (rows: readonly unknown[]): RatesSet[] => decodeAll(ratesRow, rows, table.name);
