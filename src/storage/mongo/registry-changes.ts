// What changes the model registry in MongoDB. One write makes a change; what follows it (hints, the log) can be done again, and
// is: by the same call repeated, and by the next change.
import type { Filter } from 'mongodb';
import type { NewModel, StoredModel } from '../../domain/forecast/types.ts';
import type { ModelEvent, ModelPromotion, ModelRollback, PromotionResult } from '../../ports/store.ts';
import { behindRollback, behindSuccessor, registeredEvent, splitModel } from '../registry.ts';
import { modelNotFound, noEarlierChampion } from '../rules.ts';
import { withIdFirst } from './documents.ts';
import { findChampion, findFirst, findModels, MODELS, type ModelRow, toStored } from './model-documents.ts';
import { untilSettled } from './retry.ts';
import type { IdDocument, MongoSession } from './session.ts';

/** The unique index on account and version decides between racing writers. */
export async function registerModel(session: MongoSession, model: NewModel): Promise<ModelRow> {
  const row = await untilSettled(MODELS, async () => {
    const [known] = await findModels(session, { _id: model.id });
    return known ?? addVersion(session, model);
  });
  const olderChallengers = { accountId: row.accountId, stage: 'challenger', version: { $lt: row.version } };
  await archive(session, olderChallengers);
  await log(session, `${row.id}/registered`, { ...registeredEvent(model, row), order: 0 });
  return row;
}

async function addVersion(session: MongoSession, model: NewModel): Promise<ModelRow> {
  const { accountId } = model;
  const [newest] = await findModels(session, { accountId }, { sort: { version: -1 }, limit: 1 });
  const row: ModelRow = {
    ...splitModel(model),
    version: (newest?.version ?? 0) + 1,
    stage: 'challenger',
    createdAt: session.recordedAt(),
    promotion: null,
    change: null,
    rollbackTo: [],
  };
  await session.run(() => session.byId(MODELS).insertOne(withIdFirst(row)));
  return row;
}

export const promoteModel = (session: MongoSession, promotion: ModelPromotion): Promise<PromotionResult> =>
  untilSettled(MODELS, async () => {
    const { accountId, modelId } = promotion;
    const [model] = await findModels(session, { _id: modelId, accountId });
    if (model === undefined) throw modelNotFound(accountId, modelId);
    const champion = await findChampion(session, accountId);
    if (champion?.id === modelId) return unchanged(session, champion);
    const change = { ...promotion, event: 'promoted', rollbackTo: behindSuccessor(champion) } as const;
    return crown(session, { model, champion, change });
  });

export const rollBackModel = (session: MongoSession, rollback: ModelRollback): Promise<PromotionResult> =>
  untilSettled(MODELS, async () => {
    const { accountId, leaving } = rollback;
    const champion = await findChampion(session, accountId);
    if (champion === null) throw noEarlierChampion(accountId);
    if (leaving !== undefined && leaving !== champion.id) return unchanged(session, champion);
    const model = await findFirst(session, champion.rollbackTo);
    if (model === null) throw noEarlierChampion(accountId);
    const change = { ...rollback, event: 'rolled-back', rollbackTo: behindRollback(champion, model.id) } as const;
    return crown(session, { model, champion, change });
  });

interface Succession {
  readonly model: ModelRow;
  readonly champion: ModelRow | null;
  readonly change: Pick<ModelEvent, 'by' | 'reason'> & {
    readonly event: 'promoted' | 'rolled-back';
    readonly rollbackTo: readonly string[];
  };
}

/** Null when another writer was faster: with the next place in the sequence, which is unique, or with the same model. */
async function crown(session: MongoSession, { model, champion, change }: Succession): Promise<PromotionResult | null> {
  if (champion !== null) await finish(session, champion);
  const { by, reason, event, rollbackTo } = change;
  const sequence = (champion?.promotion?.sequence ?? 0) + 1;
  const promotion = { by, reason, at: session.recordedAt(), sequence };
  const crowned: ModelRow = { ...model, stage: 'champion', promotion, change: event, rollbackTo: [...rollbackTo] };
  if (!(await write(session, crowned, model))) return null;
  await finish(session, crowned);
  return {
    model: toStored(crowned),
    previous: champion === null ? null : archived(champion),
    changed: true,
  };
}

/** False when the model is no longer as it was read. Fails with a duplicate key when the place in the sequence is taken. */
async function write(session: MongoSession, crowned: ModelRow, asRead: ModelRow): Promise<boolean> {
  const { id, accountId, stage, promotion, change, rollbackTo } = crowned;
  const unchanged = asRead.promotion === null ? null : asRead.promotion.sequence;
  const filter = { _id: id, [unchanged === null ? 'promotion' : 'promotion.sequence']: unchanged };
  const place = `${accountId}/${promotion?.sequence}`;
  const update = { $set: { stage, promotion: { ...promotion, place }, change, rollbackTo } };
  return (await session.run(() => session.byId(MODELS).updateOne(filter, update))).matchedCount === 1;
}

/** What a change of champion leaves to do: hints of champions before it, and the log. */
async function finish(session: MongoSession, { id, accountId, version, promotion, change }: ModelRow): Promise<void> {
  if (promotion === null || change === null) return;
  const { sequence, by, reason, at } = promotion;
  await archive(session, { accountId, stage: 'champion', 'promotion.sequence': { $lt: sequence } });
  const event = { accountId, modelId: id, version, event: change, by, reason, at, order: sequence };
  await log(session, `${accountId}/${sequence}`, event);
}

async function unchanged(session: MongoSession, champion: ModelRow): Promise<PromotionResult> {
  await finish(session, champion);
  const previous = await findFirst(session, champion.rollbackTo);
  return { model: toStored(champion), previous: previous === null ? null : archived(previous), changed: false };
}

const archived = (row: ModelRow): StoredModel => ({ ...toStored(row), stage: 'archived' });

async function archive(session: MongoSession, filter: Filter<IdDocument>): Promise<void> {
  await session.run(() => session.byId(MODELS).updateMany(filter, { $set: { stage: 'archived' } }));
}

/** Once per id, however often it is said. */
async function log(session: MongoSession, id: string, event: ModelEvent & { readonly order: number }): Promise<void> {
  const events = session.byId('model_events');
  await session.runUpsert(() => events.updateOne({ _id: id }, { $setOnInsert: event }, { upsert: true }));
}
