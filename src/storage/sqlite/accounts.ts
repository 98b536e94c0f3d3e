// Accounts in SQLite.
import { z } from 'zod';
import type { Account } from '../../domain/account.ts';
import type { AccountFilter, AccountStore, PageRequest } from '../../ports/store.ts';
import type { AccountId } from '../../domain/ids.ts';
import { accountId, decodeAll } from '../records.ts';
import { accountExists, countsElsewhere, isSameAccount } from '../rules.ts';
import { accountCondition, type Condition, joinConditions } from './conditions.ts';
import type { SqliteSession } from './session.ts';
import { markAccountStale } from './stale-days.ts';
import { accounts as table } from './tables.ts';

const idRow = z.object({ id: accountId });
const countRow = z.object({ count: z.int() });

const encode = (account: Account) =>
  table.encode({ ...account, historyDepthDays: account.historyDepthDays === 'auto' ? null : account.historyDepthDays });

export const sqliteAccounts = (session: SqliteSession): AccountStore => {
  const decode = decodeOnce(DECODED_MOST);
  return {
    find: async (id) => {
      const [row] = await session.read((connection) => connection.all(`${table.select} WHERE id = ?`, [id]));
      return row === undefined ? null : decode(id, row);
    },
    add: (account) =>
      session.write((connection) => {
        const added = connection.run(`${table.insert} ON CONFLICT (id) DO NOTHING`, encode(account));
        if (added === 0) throw accountExists(account.id);
      }),
    save: async (account) => {
      await session.write((connection) => {
        const before = table.decode(connection.all(`${table.select} WHERE id = ?`, [account.id]))[0];
        connection.run(`${table.insert} ${table.replaceOnConflict}`, encode(account));
        if (before !== undefined && countsElsewhere(before, account)) markAccountStale(connection, account.id);
      });
    },
    replace: (before, after) =>
      session.write((connection) => {
        const stored = table.decode(connection.all(`${table.select} WHERE id = ?`, [before.id]))[0];
        if (stored === undefined || !isSameAccount(stored, before)) return false;
        connection.run(`${table.insert} ${table.replaceOnConflict}`, encode(after));
        if (countsElsewhere(before, after)) markAccountStale(connection, after.id);
        return true;
      }),
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
  };
};

/** Nearly every step of an account day asks for its account: a row that has not changed is not checked again. */
const DECODED_MOST = 1_000;

interface Decoded {
  readonly row: object;
  readonly account: Account;
}

function decodeOnce(most: number): (id: AccountId, row: unknown) => Account | null {
  const known = new Map<AccountId, Decoded>();
  return (id, row) => {
    const before = known.get(id);
    if (before !== undefined && isSameRow(before.row, row)) return before.account;
    const account = table.decode([row])[0] ?? null;
    if (known.size >= most) known.clear();
    if (account !== null && typeof row === 'object' && row !== null) known.set(id, { row, account });
    return account;
  };
}

const isSameRow = (before: object, row: unknown): boolean =>
  typeof row === 'object' &&
  row !== null &&
  Object.entries(row).every(([column, value]) => Reflect.get(before, column) === value);

function pageOf(filter: AccountFilter, { after, through, limit }: PageRequest): Condition {
  const { sql, parameters } = joinConditions([
    accountCondition(filter),
    { sql: 'accounts.id > ?', parameters: [after ?? ''] },
    ...(through === undefined ? [] : [{ sql: 'accounts.id <= ?', parameters: [through] }]),
  ]);
  return { sql: `WHERE ${sql} ORDER BY accounts.id LIMIT ?`, parameters: [...parameters, limit] };
}
