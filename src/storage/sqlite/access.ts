// API keys, users and sessions in SQLite.
import { isDeepStrictEqual } from 'node:util';
import type { AccessStore, ApiKeyStore, SessionStore, UserStore } from '../../ports/access-store.ts';
import { apiKeyRecord, sessionRecord, userRecord } from '../access-records.ts';
import { userExists } from '../rules.ts';
import { byId } from './by-id.ts';
import type { SqlParameter } from './connection.ts';
import type { SqliteSession } from './session.ts';
import { defineTable } from './table.ts';

const keys = defineTable('api_keys', apiKeyRecord);
const users = defineTable('users', userRecord);
const sessions = defineTable('sessions', sessionRecord);

export const sqliteAccess = (session: SqliteSession): AccessStore => ({
  keys: keyStore(session),
  users: userStore(session),
  sessions: sessionStore(session),
});

type Change = (sql: string, parameters: readonly SqlParameter[]) => Promise<void>;

const changer =
  (session: SqliteSession): Change =>
  async (sql, parameters) => {
    await session.write((connection) => connection.run(sql, parameters));
  };

function keyStore(session: SqliteSession): ApiKeyStore {
  const change = changer(session);
  return {
    ...byId(session, keys),
    list: async () =>
      keys.decode(await session.read((connection) => connection.all(`${keys.select} ORDER BY created_at DESC, id`))),
    touch: (id, at) => change('UPDATE api_keys SET last_used_at = ? WHERE id = ?', [at, id]),
    revoke: (id, at) => change('UPDATE api_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL', [at, id]),
  };
}

function userStore(session: SqliteSession): UserStore {
  const { find } = byId(session, users);
  return {
    find,
    add: async (user) => {
      const sql = `${users.insert} ON CONFLICT (id) DO NOTHING`;
      const inserted = await session.write((connection) => connection.run(sql, users.encode(user)));
      if (inserted === 0) throw userExists(user.id);
    },
    replace: (before, after) =>
      session.write((connection) => {
        const stored = users.decode(connection.all(`${users.select} WHERE id = ?`, [before.id]))[0];
        if (!isDeepStrictEqual(stored, before)) return false;
        connection.run(`${users.insert} ${users.replaceOnConflict}`, users.encode(after));
        return true;
      }),
    list: async () => users.decode(await session.read((connection) => connection.all(`${users.select} ORDER BY id`))),
    remove: (id) => changer(session)('DELETE FROM users WHERE id = ?', [id]),
  };
}

function sessionStore(session: SqliteSession): SessionStore {
  const change = changer(session);
  return {
    ...byId(session, sessions),
    touch: (id, at) => change('UPDATE sessions SET last_seen_at = ? WHERE id = ?', [at, id]),
    remove: (id) => change('DELETE FROM sessions WHERE id = ?', [id]),
    removeOf: (userId) => change('DELETE FROM sessions WHERE user_id = ?', [userId]),
    removeExpired: (before) => change('DELETE FROM sessions WHERE expires_at < ?', [before]),
  };
}
