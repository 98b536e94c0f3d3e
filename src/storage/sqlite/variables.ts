// Variables in SQLite.
import type { VariableStore } from '../../ports/variable-store.ts';
import { runVariables, variableRecord } from '../variable-records.ts';
import { byId } from './by-id.ts';
import type { SqliteSession } from './session.ts';
import { defineTable } from './table.ts';

const variables = defineTable('variables', variableRecord);
const ofRuns = defineTable('run_variables', runVariables);

export function sqliteVariables(session: SqliteSession): VariableStore {
  const runs = byId(session, ofRuns);
  return {
    list: async () =>
      variables.decode(await session.read((connection) => connection.all(`${variables.select} ORDER BY id`))),
    save: async (record, over) => {
      const kept = { ...record, value: JSON.stringify(record.value) };
      const changed = await session.write((connection) =>
        over === null
          ? connection.run(`${variables.insert} ON CONFLICT (id) DO NOTHING`, variables.encode(kept))
          : connection.run(REPLACE, [kept.value, kept.revision, kept.setAt, kept.setBy, kept.id, over]),
      );
      return changed === 1;
    },
    remove: async (id, over) => {
      const sql = 'DELETE FROM variables WHERE id = ? AND revision = ?';
      return (await session.write((connection) => connection.run(sql, [id, over]))) === 1;
    },
    saveOfRun: runs.save,
    findOfRun: runs.find,
  };
}

const REPLACE = 'UPDATE variables SET value = ?, revision = ?, set_at = ?, set_by = ? WHERE id = ? AND revision = ?';
