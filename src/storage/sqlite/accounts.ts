// Accounts in SQLite.
import { z } from 'zod';
import type { Account } from '../../domain/account.ts';
import type { AccountFilter, AccountStore, PageRequest } from '../../ports/store.ts';
import { accountId, decodeAll } from '../records.ts';
import { accountExists } from '../rules.ts';
import { accountCondition, type Condition, joinConditions } from './conditions.ts';
import type { SqliteSession } from './session.ts';
import { accounts as table } from './tables.ts';

const idRow = z.object({ id: accountId });
const countRow = z.object({ count: z.int() });

const encode = (account: Account) =>
  table.encode({ ...account, historyDepthDays: account.historyDepthDays === 'auto' ? null : account.historyDepthDays });

export const sqliteAccounts = (session: SqliteSession): AccountStore => ({
  find: async (id) => {
    const rows = await session.read((connection) => connection.all(`${table.select} WHERE id = ?`, [id]));
    return table.decode(rows)[0] ?? null;
  },
  add: (account) =>
    session.write((connection) => {
      const added = connection.run(`${table.insert} ON CONFLICT (id) DO NOTHING`, encode(account));
      if (added === 0) throw accountExists(account.id);
    }),
  save: async (account) => {
    await session.write((connection) => connection.run(`${table.insert} ${table.replaceOnConflict}`, encode(account)));
  },
  list: async (filter, page) => {
    const { sql, parameters } = pageOf(filter, page);
    return table.decode(await session.read((connection) => connection.all(`${table.select} ${sql}`, parameters)));
  },
  listIds: async (filter, page) => {
    const { sql, parameters } = pageOf(filter, page);
    const rows = await session.read((connection) => connection.all(`SELECT id FROM accounts ${sql}`, parameters));
    return decodeAll(idRow, rows, 'accounts').map(({ id }) => id);
  },
  count: async (filter) => {
    const { sql, parameters } = accountCondition(filter);
    const rows = await session.read((connection) =>
      connection.all(`SELECT COUNT(*) AS count FROM accounts WHERE ${sql}`, parameters),
    );
    return decodeAll(countRow, rows, 'accounts')[0]?.count ?? 0;
  },
});

function pageOf(filter: AccountFilter, { after, through, limit }: PageRequest): Condition {
  const { sql, parameters } = joinConditions([
    accountCondition(filter),
    { sql: 'accounts.id > ?', parameters: [after ?? ''] },
    ...(through === undefined ? [] : [{ sql: 'accounts.id <= ?', parameters: [through] }]),
  ]);
  return { sql: `WHERE ${sql} ORDER BY accounts.id LIMIT ?`, parameters: [...parameters, limit] };
}
