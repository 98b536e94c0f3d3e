// What stages of a training batch leave for each other, in SQLite: gzipped JSON.
import { z } from 'zod';
import type { TrainingStore } from '../../ports/store.ts';
import { packJson, unpackJson } from '../gzip-json.ts';
import { training as table } from './forecast-tables.ts';
import type { SqliteSession } from './session.ts';

const FIND = `${table.select} WHERE batch_id = ? AND stage = ?`;

export const sqliteTraining = (session: SqliteSession): TrainingStore => ({
  save: async (batchId, stage, content) => {
    const contentGzip = await packJson(content);
    await session.write((connection) =>
      connection.run(
        `${table.insert} ${table.replaceOnConflict}`,
        table.encode({ batchId, stage, savedAt: session.recordedAt(), contentGzip }),
      ),
    );
  },
  find: async (batchId, stage) => {
    const rows = await session.read((connection) => connection.all(FIND, [batchId, stage]));
    const [row] = table.decode(rows);
    if (row === undefined) return null;
    return unpackJson(z.unknown(), Buffer.from(row.contentGzip), { table: table.name, id: `${batchId}/${stage}` });
  },
});
