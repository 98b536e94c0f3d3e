// Which models retention takes, in MongoDB, and with them their part of the log. An account's champion, the nearest champion
// before it, its challenger and its newest version stay; the last one so that its number is never given twice.
import { z } from 'zod';
import type { AccountId, IsoDate } from '../../domain/ids.ts';
import { accountId, decodeAll } from '../records.ts';
import { chunksOf, ROWS_PER_WRITE } from '../rules.ts';
import { MODELS } from './model-documents.ts';
import type { MongoSession } from './session.ts';

const EVENTS = 'model_events';

const ownerDocument = z.object({ accountId });
const versionDocument = z.object({
  _id: z.string(),
  version: z.int(),
  promotion: z.object({ sequence: z.int() }).nullable(),
  rollbackTo: z.array(z.string()),
});

type Version = z.output<typeof versionDocument>;

export async function deleteOldModels(
  session: MongoSession,
  before: IsoDate,
): Promise<{ readonly models: number; readonly model_events: number }> {
  const old = { businessDate: { $lt: before } };
  const owners = await session.run(() => session.facts(MODELS).distinct('accountId', old));
  const accounts = decodeAll(
    ownerDocument,
    owners.map((owner) => ({ accountId: owner })),
    MODELS,
  );
  let models = 0;
  for (const owner of accounts) models += await deleteOf(session, owner.accountId, before);
  return { models, model_events: await deleteEvents(session, before) };
}

/** A model that became champion after it was read is spared: it is no longer as it was. */
async function deleteOf(session: MongoSession, owner: AccountId, before: IsoDate): Promise<number> {
  const projection = { version: 1, promotion: 1, rollbackTo: 1 };
  const documents = await session.run(() =>
    session.byId(MODELS).find({ accountId: owner }, { projection }).sort({ version: 1 }).toArray(),
  );
  const versions = decodeAll(versionDocument, documents, MODELS);
  const kept = keptOf(versions);
  const spare = versions.filter(({ _id }) => !kept.has(_id));
  const asRead = spare.map(({ _id, promotion }) => ({
    _id,
    ...(promotion === null ? { promotion } : { 'promotion.sequence': promotion.sequence }),
  }));
  let deleted = 0;
  for (const chunk of chunksOf(asRead, ROWS_PER_WRITE)) {
    const wanted = { accountId: owner, businessDate: { $lt: before }, $or: [...chunk] };
    deleted += (await session.run(() => session.byId(MODELS).deleteMany(wanted))).deletedCount;
  }
  return deleted;
}

function keptOf(versions: readonly Version[]): ReadonlySet<string | undefined> {
  const place = ({ promotion }: Version): number => promotion?.sequence ?? 0;
  const promoted = versions.filter(({ promotion }) => promotion !== null).sort((a, b) => place(b) - place(a));
  const [champion] = promoted;
  return new Set([versions.at(-1)?._id, champion?._id, champion?.rollbackTo[0]]);
}

const groupDocument = z.object({ _id: z.string() });

async function deleteEvents(session: MongoSession, before: IsoDate): Promise<number> {
  const old = { at: { $lt: before } };
  const stages = [{ $match: old }, { $group: { _id: '$modelId' } }];
  const logged = decodeAll(
    groupDocument,
    await session.run(() => session.facts(EVENTS).aggregate(stages).toArray()),
    EVENTS,
  );
  let deleted = 0;
  for (const chunk of chunksOf(logged, ROWS_PER_WRITE)) {
    const ids = chunk.map(({ _id }) => _id);
    const there = await session.run(() => session.byId(MODELS).distinct('_id', { _id: { $in: ids } }));
    const gone = ids.filter((id) => !there.includes(id));
    const wanted = { ...old, modelId: { $in: gone } };
    deleted += (await session.run(() => session.facts(EVENTS).deleteMany(wanted))).deletedCount;
  }
  return deleted;
}
