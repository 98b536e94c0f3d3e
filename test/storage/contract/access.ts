// What every store must do with keys, users, sessions and the audit log.
import { describe, expect, test } from 'vitest';
import type { ApiKeyRecord, AuditEntry, SessionRecord, UserRecord } from '../../../src/ports/store.ts';
import type { ContractContext } from '../contract.ts';

const at = (minute: number): string => `2026-11-22T10:${String(minute).padStart(2, '0')}:00.000Z`;

const key = (id: string, more: Partial<ApiKeyRecord> = {}): ApiKeyRecord => ({
  id,
  name: `key ${id}`,
  role: 'viewer',
  hash: 'ab12',
  createdBy: 'anna',
  createdAt: at(0),
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: null,
  ...more,
});

const user = (id: string, more: Partial<UserRecord> = {}): UserRecord => ({
  id,
  role: 'operator',
  password: 'scrypt$1$1$1$a$b',
  status: 'active',
  createdAt: at(0),
  passwordAt: at(0),
  ...more,
});

const session = (id: string, more: Partial<SessionRecord> = {}): SessionRecord => ({
  id,
  userId: 'anna',
  createdAt: at(0),
  lastSeenAt: at(0),
  expiresAt: at(30),
  ...more,
});

const entry = (id: string, more: Partial<AuditEntry> = {}): AuditEntry => ({
  id,
  at: at(0),
  actorKind: 'user',
  actor: 'anna',
  action: 'account.change',
  subject: 'account/u1',
  before: { name: 'old', 'odd.field$': [1, null] },
  after: { name: 'new' },
  requestId: null,
  address: '127.0.0.1',
  ...more,
});

export function accessContract({ store, another }: ContractContext): void {
  describe('API keys', () => {
    test('come back as they were saved, for every instance, newest first', async () => {
      const old = key('old', { expiresAt: at(9), role: 'admin' });
      const young = key('young', { createdAt: at(5) });
      await store().access.keys.save(old);
      await store().access.keys.save(young);
      const elsewhere = await another();
      expect(await elsewhere.access.keys.find('old')).toEqual(old);
      expect(await elsewhere.access.keys.list()).toEqual([young, old]);
      expect(await store().access.keys.find('none')).toBeNull();
    });

    test('keep their first revocation, also when they are used at the same time', async () => {
      const { keys } = store().access;
      await keys.save(key('k'));
      await Promise.all([keys.revoke('k', at(1)), keys.touch('k', at(2))]);
      await keys.revoke('k', at(3));
      await keys.revoke('none', at(3));
      expect(await keys.find('k')).toEqual(key('k', { revokedAt: at(1), lastUsedAt: at(2) }));
    });
  });

  describe('users', () => {
    test('are listed by name, changed as a whole and removed', async () => {
      const { users } = store().access;
      await users.add(user('bob'));
      await users.add(user('anna'));
      expect(await users.replace(user('bob'), user('bob', { role: 'viewer', status: 'disabled' }))).toBe(true);
      expect(await users.replace(user('bob'), user('bob', { role: 'admin' }))).toBe(false);
      expect(await users.list()).toEqual([user('anna'), user('bob', { role: 'viewer', status: 'disabled' })]);
      await users.remove('bob');
      await users.remove('bob');
      expect(await users.find('bob')).toBeNull();
      expect(await users.replace(user('bob'), user('bob'))).toBe(false);
      expect(await users.find('bob')).toBeNull();
    });

    test('have a name that is taken only once, also by two at a time', async () => {
      const elsewhere = await another();
      const outcomes = await Promise.allSettled([
        store().access.users.add(user('anna')),
        elsewhere.access.users.add(user('anna', { role: 'admin' })),
      ]);
      expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      await expect(store().access.users.add(user('anna'))).rejects.toMatchObject({ code: 'USER_EXISTS' });
    });
  });

  describe('sessions', () => {
    test('are touched without being brought back', async () => {
      const { sessions } = store().access;
      await sessions.save(session('s'));
      await sessions.touch('s', at(4));
      expect(await sessions.find('s')).toEqual(session('s', { lastSeenAt: at(4) }));
      await sessions.remove('s');
      await sessions.touch('s', at(5));
      expect(await sessions.find('s')).toBeNull();
    });

    test('end for one user and no other, and go when their time is over', async () => {
      const { sessions } = store().access;
      const bobs = session('3', { userId: 'bob' });
      const short = session('4', { userId: 'bob', expiresAt: at(10) });
      for (const each of [session('1'), session('2'), bobs, short]) await sessions.save(each);
      await sessions.removeOf('anna');
      await sessions.removeExpired(at(10));
      expect(await sessions.find('4')).toEqual(short);
      await sessions.removeExpired(at(11));
      const left = await Promise.all(['1', '2', '3', '4'].map((id) => sessions.find(id)));
      expect(left).toEqual([null, null, bobs, null]);
    });
  });

  describe('the audit log', () => {
    test('says who changed what, newest first, a page at a time', async () => {
      const entries = ['1', '2', '3'].map((id) => entry(id));
      for (const each of entries) await store().audit.append(each);
      const first = await store().audit.list({ limit: 2 });
      expect(first).toEqual([entry('3'), entry('2')]);
      expect(await (await another()).audit.list({ limit: 2, before: '2' })).toEqual([entry('1')]);
    });

    test('is looked up by who, what and where', async () => {
      await store().audit.append(entry('1'));
      await store().audit.append(entry('2', { actor: 'bob' }));
      await store().audit.append(entry('3', { action: 'account.purge' }));
      await store().audit.append(entry('4', { subject: 'account/u2', before: null, after: null }));
      const ids = async (query: object) =>
        (await store().audit.list({ limit: 9, ...query })).map(({ id }) => id).join('');
      expect(await ids({ actor: 'bob' })).toBe('2');
      expect(await ids({ action: 'account.purge' })).toBe('3');
      expect(await ids({ subject: 'account/u1', actor: 'anna' })).toBe('31');
    });

    test('keeps what was written first, and refuses figures that are no numbers', async () => {
      await store().audit.append(entry('1'));
      await store().audit.append(entry('1', { actor: 'mallory' }));
      expect(await store().audit.list({ limit: 9 })).toEqual([entry('1')]);
      await expect(store().audit.append(entry('2', { after: { x: NaN } }))).rejects.toThrow('NaN');
    });
  });
}
