// What changes the model registry in SQLite, each inside one transaction: readers see the state before or after it.
import { z } from 'zod';
import type { AccountId } from '../../domain/ids.ts';
import type { NewModel } from '../../domain/forecast/types.ts';
import type { ModelEvent, ModelPromotion, ModelRollback, PromotionResult } from '../../ports/store.ts';
import { toModel } from '../forecast-records.ts';
import { decodeAll } from '../records.ts';
import { behindRollback, behindSuccessor, registeredEvent, splitModel } from '../registry.ts';
import { modelNotFound, noEarlierChampion } from '../rules.ts';
import type { SqliteConnection } from './connection.ts';
import { modelEvents, models } from './forecast-tables.ts';
import { toColumn } from './table.ts';

/** The condition of the index that holds champions and challengers. */
export const CURRENT = "stage <> 'archived'";

const CHAMPION = `${models.select} WHERE account_id = ? AND stage = 'champion' AND ${CURRENT}`;
const PROMOTE = "UPDATE models SET stage = 'champion', promotion = ?, rollback_to = ? WHERE id = ?";
const NEWEST_VERSION = 'SELECT version FROM models WHERE account_id = ? ORDER BY version DESC LIMIT 1';

const versionRow = z.object({ version: z.int() });

type Row = ReturnType<typeof models.decode>[number];

export function registerModel(connection: SqliteConnection, model: NewModel, now: string): Row {
  const known = findModel(connection, model.id);
  if (known !== null) return known;
  const [newest] = decodeAll(versionRow, connection.all(NEWEST_VERSION, [model.accountId]), models.name);
  const version = (newest?.version ?? 0) + 1;
  archive(connection, model.accountId, 'challenger');
  const added = { version, stage: 'challenger', createdAt: now, promotion: null, rollbackTo: [] } as const;
  connection.run(models.insert, models.encode({ ...splitModel(model), ...added }));
  log(connection, registeredEvent(model, added));
  return { ...splitModel(model), ...added, rollbackTo: [] };
}

export function promoteModel(connection: SqliteConnection, promotion: ModelPromotion, now: string): PromotionResult {
  const { accountId, modelId } = promotion;
  const model = findModel(connection, modelId);
  if (model === null || model.accountId !== accountId) throw modelNotFound(accountId, modelId);
  const champion = findChampion(connection, accountId);
  if (champion?.id === modelId) return unchanged(connection, champion);
  const change = { ...promotion, event: 'promoted', rollbackTo: behindSuccessor(champion), at: now } as const;
  return crown(connection, { model, champion, change });
}

export function rollBackModel(connection: SqliteConnection, rollback: ModelRollback, now: string): PromotionResult {
  const { accountId, leaving } = rollback;
  const champion = findChampion(connection, accountId);
  if (champion === null) throw noEarlierChampion(accountId);
  if (leaving !== undefined && leaving !== champion.id) return unchanged(connection, champion);
  const model = findEarlier(connection, champion);
  if (model === null) throw noEarlierChampion(accountId);
  const rollbackTo = behindRollback(champion, model.id);
  return crown(connection, { model, champion, change: { ...rollback, event: 'rolled-back', rollbackTo, at: now } });
}

interface Succession {
  readonly model: Row;
  readonly champion: Row | null;
  readonly change: Pick<ModelEvent, 'by' | 'reason' | 'at' | 'event'> & { readonly rollbackTo: readonly string[] };
}

function crown(connection: SqliteConnection, { model, champion, change }: Succession): PromotionResult {
  const { by, reason, at, event, rollbackTo } = change;
  const promotion = { by, reason, at, sequence: (champion?.promotion?.sequence ?? 0) + 1 };
  archive(connection, model.accountId, 'champion');
  connection.run(PROMOTE, [toColumn(promotion), toColumn(rollbackTo), model.id]);
  log(connection, {
    accountId: model.accountId,
    modelId: model.id,
    version: model.version,
    event,
    by,
    reason,
    at,
  });
  return {
    model: { ...toModel(model), stage: 'champion', promotion },
    previous: champion === null ? null : { ...toModel(champion), stage: 'archived' },
    changed: true,
  };
}

const unchanged = (connection: SqliteConnection, champion: Row): PromotionResult => {
  const earlier = findEarlier(connection, champion);
  return { model: toModel(champion), previous: earlier === null ? null : toModel(earlier), changed: false };
};

function findModel(connection: SqliteConnection, id: string): Row | null {
  return models.decode(connection.all(`${models.select} WHERE id = ?`, [id]))[0] ?? null;
}

function findChampion(connection: SqliteConnection, account: AccountId): Row | null {
  return models.decode(connection.all(CHAMPION, [account]))[0] ?? null;
}

/** The nearest champion before this one that is still there. */
function findEarlier(connection: SqliteConnection, { rollbackTo }: Row): Row | null {
  for (const id of rollbackTo) {
    const model = findModel(connection, id);
    if (model !== null) return model;
  }
  return null;
}

function archive(connection: SqliteConnection, account: AccountId, stage: 'champion' | 'challenger'): void {
  const sql = `UPDATE models SET stage = 'archived' WHERE account_id = ? AND stage = ? AND ${CURRENT}`;
  connection.run(sql, [account, stage]);
}

function log(connection: SqliteConnection, event: ModelEvent): void {
  connection.run(modelEvents.insert, modelEvents.encode(event));
}
