// API keys, users and sessions in MongoDB.
import type { AccessStore, ApiKeyStore, SessionStore, UserStore } from '../../ports/access-store.ts';
import { apiKeyRecord, sessionRecord, userRecord } from '../access-records.ts';
import { decodeAll } from '../records.ts';
import { userExists } from '../rules.ts';
import { byId } from './by-id.ts';
import { withId, withIdFirst } from './documents.ts';
import { isDuplicateKey } from './errors.ts';
import type { MongoSession } from './session.ts';

const KEYS = 'api_keys';
const USERS = 'users';
const SESSIONS = 'sessions';

export const mongoAccess = (session: MongoSession): AccessStore => ({
  keys: keyStore(session),
  users: userStore(session),
  sessions: sessionStore(session),
});

function keyStore(session: MongoSession): ApiKeyStore {
  const keys = session.byId(KEYS);
  return {
    ...byId(session, { name: KEYS, schema: apiKeyRecord }),
    list: async () => {
      const newestFirst = { createdAt: -1, _id: 1 } as const;
      const found = await session.run(() => keys.find().sort(newestFirst).toArray());
      return decodeAll(apiKeyRecord, found.map(withId), KEYS);
    },
    touch: async (id, at) => {
      await session.run(() => keys.updateOne({ _id: id }, { $set: { lastUsedAt: at } }));
    },
    revoke: async (id, at) => {
      await session.run(() => keys.updateOne({ _id: id, revokedAt: null }, { $set: { revokedAt: at } }));
    },
  };
}

function userStore(session: MongoSession): UserStore {
  const users = session.byId(USERS);
  const { find } = byId(session, { name: USERS, schema: userRecord });
  return {
    find,
    add: async (user) => {
      const { _id, ...rest } = withIdFirst(user);
      await session.run(() =>
        users.insertOne({ _id, ...rest }).catch((error: unknown) => {
          throw isDuplicateKey(error) ? userExists(user.id) : error;
        }),
      );
    },
    replace: async (before, after) => {
      const { _id: _same, ...rest } = withIdFirst(after);
      const result = await session.run(() => users.replaceOne(withIdFirst(before), rest));
      return result.matchedCount === 1;
    },
    list: async () => {
      const found = await session.run(() => users.find().sort({ _id: 1 }).toArray());
      return decodeAll(userRecord, found.map(withId), USERS);
    },
    remove: async (id) => {
      await session.run(() => users.deleteOne({ _id: id }));
    },
  };
}

function sessionStore(session: MongoSession): SessionStore {
  const sessions = session.byId(SESSIONS);
  return {
    ...byId(session, { name: SESSIONS, schema: sessionRecord }),
    touch: async (id, at) => {
      await session.run(() => sessions.updateOne({ _id: id }, { $set: { lastSeenAt: at } }));
    },
    remove: async (id) => {
      await session.run(() => sessions.deleteOne({ _id: id }));
    },
    removeOf: async (userId) => {
      await session.run(() => sessions.deleteMany({ userId }));
    },
    removeExpired: async (before) => {
      await session.run(() => sessions.deleteMany({ expiresAt: { $lt: before } }));
    },
  };
}
