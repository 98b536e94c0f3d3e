// The model registry in MongoDB, without transactions. What a document says about its stage is a hint for queries; the rules are:
// the champion is the model with the highest sequence of promotions, the challenger the newest version unless it has been
// promoted. So there is one champion at any time, also while a change is half done.
import type { Filter } from 'mongodb';
import type { StoredModel } from '../../domain/forecast/types.ts';
import type { AccountId } from '../../domain/ids.ts';
import type { ModelStore } from '../../ports/store.ts';
import { modelEventRecord } from '../forecast-records.ts';
import { decodeAll } from '../records.ts';
import { listCurrent } from './current-models.ts';
import { findChallenger, findChampion, findModels, type ModelRow, toStored } from './model-documents.ts';
import { promoteModel, registerModel, rollBackModel } from './registry-changes.ts';
import type { IdDocument, MongoSession } from './session.ts';

export function mongoModels(session: MongoSession): ModelStore {
  const first = async (filter: Filter<IdDocument>): Promise<StoredModel | null> => {
    const [model] = await findModels(session, filter);
    return model === undefined ? null : ((await withStages(session, model.accountId, [model]))[0] ?? null);
  };
  return {
    register: async (model) => {
      const row = await registerModel(session, model);
      return (await withStages(session, row.accountId, [row]))[0] ?? toStored(row);
    },
    find: (id) => first({ _id: id }),
    findVersion: (accountId, version) => first({ accountId, version }),
    findChampion: async (account) => orNull(await findChampion(session, account)),
    findChallenger: async (account) => orNull(await findChallenger(session, account)),
    list: async (accountId, limit) =>
      withStages(session, accountId, await findModels(session, { accountId }, { sort: { version: -1 }, limit })),
    listCurrent: (filter, page) => listCurrent(session, filter, page),
    promote: (promotion) => promoteModel(session, promotion),
    rollback: (change) => rollBackModel(session, change),
    listEvents: async (accountId, limit) => {
      const newestFirst = { at: -1, order: -1 } as const;
      const events = session.facts('model_events').find({ accountId }).sort(newestFirst).limit(limit);
      return decodeAll(modelEventRecord, await session.run(() => events.toArray()), 'model_events');
    },
  };
}

const orNull = (row: ModelRow | null): StoredModel | null => (row === null ? null : toStored(row));

/** Stages by the rules. The champion is the one read here, which may have become it since the rows were read. */
async function withStages(
  session: MongoSession,
  account: AccountId,
  rows: readonly ModelRow[],
): Promise<readonly StoredModel[]> {
  if (rows.length === 0) return [];
  const challenger = await findChallenger(session, account);
  const champion = await findChampion(session, account);
  return rows.map((row) => {
    if (row.id === champion?.id) return toStored(champion);
    return toStored({ ...row, stage: row.id === challenger?.id ? 'challenger' : 'archived' });
  });
}
