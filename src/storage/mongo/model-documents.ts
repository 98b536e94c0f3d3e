// Reading the documents of the registry.
import type { Filter, FindOptions } from 'mongodb';
import { z } from 'zod';
import type { StoredModel } from '../../domain/forecast/types.ts';
import type { AccountId } from '../../domain/ids.ts';
import { modelRecord, toModel } from '../forecast-records.ts';
import { decodeAll } from '../records.ts';
import { withId } from './documents.ts';
import type { IdDocument, MongoSession } from './session.ts';

export const MODELS = 'models';

/** `change` is how it became champion the last time, for the log. */
const modelDocument = modelRecord.extend({ change: z.enum(['promoted', 'rolled-back']).nullable() });

export type ModelRow = z.output<typeof modelDocument>;

export const toStored = ({ change: _, ...row }: ModelRow): StoredModel => toModel(row);

export async function findModels(
  session: MongoSession,
  filter: Filter<IdDocument>,
  options: FindOptions = {},
): Promise<readonly ModelRow[]> {
  const models = session.byId(MODELS);
  const documents = await session.run(() => models.find(filter, options).toArray());
  return decodeAll(modelDocument, documents.map(withId), MODELS);
}

/** The model with the highest sequence, whatever its document says about its stage. */
export async function findChampion(session: MongoSession, accountId: AccountId): Promise<ModelRow | null> {
  const promoted = { accountId, 'promotion.sequence': { $gte: 1 } };
  const [champion] = await findModels(session, promoted, { sort: { 'promotion.sequence': -1 }, limit: 1 });
  return champion === undefined ? null : { ...champion, stage: 'champion' };
}

/** The newest version, unless it has been promoted. */
export async function findChallenger(session: MongoSession, accountId: AccountId): Promise<ModelRow | null> {
  const [newest] = await findModels(session, { accountId }, { sort: { version: -1 }, limit: 1 });
  return newest === undefined || newest.promotion !== null ? null : { ...newest, stage: 'challenger' };
}

/** The first of the ids that is still there. */
export async function findFirst(session: MongoSession, ids: readonly string[]): Promise<ModelRow | null> {
  const found = new Map((await findModels(session, { _id: { $in: [...ids] } })).map((row) => [row.id, row]));
  return ids.map((id) => found.get(id)).find((row) => row !== undefined) ?? null;
}
