// Variables in MongoDB.
import type { VariableStore } from '../../ports/variable-store.ts';
import { decodeAll } from '../records.ts';
import { runVariables, variableRecord } from '../variable-records.ts';
import { byId } from './by-id.ts';
import { withId, withIdFirst } from './documents.ts';
import { insertOnce } from './insert-once.ts';
import type { MongoSession } from './session.ts';

const VARIABLES = 'variables';

export function mongoVariables(session: MongoSession): VariableStore {
  const variables = session.byId(VARIABLES);
  const runs = byId(session, {
    name: 'run_variables',
    schema: runVariables,
    encode: ({ id, values, recordedAt }) => ({ id, values: JSON.stringify(values), recordedAt }),
  });
  return {
    list: async () => {
      const found = await session.run(() => variables.find().sort({ _id: 1 }).toArray());
      return decodeAll(variableRecord, found.map(withId), VARIABLES);
    },
    save: async (record, over) => {
      const { _id, ...rest } = withIdFirst({ ...record, value: JSON.stringify(record.value) });
      if (over === null) return insertOnce(session, variables, { _id, ...rest });
      const result = await session.run(() => variables.replaceOne({ _id, revision: over }, rest));
      return result.matchedCount === 1;
    },
    remove: async (id, over) => {
      const result = await session.run(() => variables.deleteOne({ _id: id, revision: over }));
      return result.deletedCount === 1;
    },
    saveOfRun: runs.save,
    findOfRun: runs.find,
  };
}
