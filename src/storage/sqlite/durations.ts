// How long steps took, in SQLite.
import type { DurationStore } from '../../ports/duration-store.ts';
import { durationRecord } from '../duration-records.ts';
import { jsonText } from '../records.ts';
import type { SqliteSession } from './session.ts';
import { defineTable } from './table.ts';

const table = defineTable(
  'step_durations',
  durationRecord.extend({ buckets: jsonText(durationRecord.shape.buckets) }),
  ['hour', 'step', 'writer'],
);
const LIST = `${table.select} WHERE hour >= ? AND hour < ?`;

export const sqliteDurations = (session: SqliteSession): DurationStore => ({
  save: async (records) => {
    await session.write((connection) => {
      for (const record of records) connection.run(`${table.insert} ${table.replaceOnConflict}`, table.encode(record));
    });
  },
  list: async ({ from, to }) => {
    const rows = table.decode(await session.read((connection) => connection.all(LIST, [from, to])));
    return rows.map(({ step, buckets }) => ({ step, buckets }));
  },
});
