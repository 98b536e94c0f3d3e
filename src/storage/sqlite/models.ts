// The model registry in SQLite. Each change is one transaction; what it does is in `registry-changes.ts`.
import type { AccountId } from '../../domain/ids.ts';
import type { AccountFilter, ModelStore, PageRequest } from '../../ports/store.ts';
import { toModel } from '../forecast-records.ts';
import { accountCondition, type Condition } from './conditions.ts';
import type { SqlParameter } from './connection.ts';
import { modelEvents, models as table } from './forecast-tables.ts';
import { CURRENT, promoteModel, registerModel, rollBackModel } from './registry-changes.ts';
import type { SqliteSession } from './session.ts';

const EVENTS = `${modelEvents.select} WHERE account_id = ? ORDER BY id DESC LIMIT ?`;

export function sqliteModels(session: SqliteSession): ModelStore {
  const query = async (sql: string, parameters: readonly SqlParameter[]) =>
    table.decode(await session.read((connection) => connection.all(sql, parameters))).map(toModel);
  const first = async (where: string, parameters: readonly SqlParameter[]) =>
    (await query(`${table.select} WHERE ${where}`, parameters))[0] ?? null;
  return {
    register: (model) => session.write((connection) => toModel(registerModel(connection, model, session.recordedAt()))),
    find: (id) => first('id = ?', [id]),
    findVersion: (account, version) => first('account_id = ? AND version = ?', [account, version]),
    findChampion: (account) => first(`account_id = ? AND stage = 'champion' AND ${CURRENT}`, [account]),
    findChallenger: (account) => first(`account_id = ? AND stage = 'challenger' AND ${CURRENT}`, [account]),
    list: (account, limit) =>
      query(`${table.select} WHERE account_id = ? ORDER BY version DESC LIMIT ?`, [account, limit]),
    listCurrent: (filter, page) => {
      const accounts = accountsWithModels(filter, page);
      const sql = `${table.select} WHERE account_id IN (${accounts.sql}) AND ${CURRENT} ORDER BY account_id, stage DESC`;
      return query(sql, accounts.parameters);
    },
    promote: (promotion) => session.write((connection) => promoteModel(connection, promotion, session.recordedAt())),
    rollback: (change) => session.write((connection) => rollBackModel(connection, change, session.recordedAt())),
    listEvents: async (account: AccountId, limit: number) =>
      modelEvents.decode(await session.read((connection) => connection.all(EVENTS, [account, limit]))),
  };
}

/** The page is one of accounts, so that champion and challenger stay together. */
function accountsWithModels(filter: AccountFilter, { after, through, limit }: PageRequest): Condition {
  const { sql, parameters } = accountCondition(filter);
  const end = through === undefined ? [] : [through];
  return {
    sql: `SELECT accounts.id FROM accounts WHERE accounts.id > ? ${end.length === 0 ? '' : 'AND accounts.id <= ?'} AND ${sql}
      AND EXISTS (SELECT 1 FROM models AS made WHERE made.account_id = accounts.id AND made.${CURRENT})
      ORDER BY accounts.id LIMIT ?`,
    parameters: [after ?? '', ...end, ...parameters, limit],
  };
}
