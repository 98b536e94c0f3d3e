// What every store must do with connections: the account's own before that of all, and no write over somebody else's.
import { describe, expect, test } from 'vitest';
import type { ConnectionRecord } from '../../../src/ports/store.ts';
import { anAccount, accountId, sourceId } from '../../helpers/builders.ts';
import type { ContractContext } from '../contract.ts';

const SOURCE = sourceId('ad-exchange');
const U1 = accountId('u1');
const U2 = accountId('u2');
const ALL = { after: null, limit: 100 };

const connection = (more: Partial<ConnectionRecord> = {}): ConnectionRecord => {
  const { accountId: account = null } = more;
  return {
    id: account === null ? SOURCE : `${SOURCE}@${account}`,
    sourceId: SOURCE,
    accountId: account,
    baseUrl: 'https://ads.example.com',
    keyId: 'k1',
    iv: 'aXY',
    sealed: 'c2VhbGVk',
    revision: 'r1',
    setAt: '2026-11-22T10:00:00.000Z',
    setBy: 'anna',
    ...more,
  };
};

export function connectionsContract({ store, another }: ContractContext): void {
  describe('connections', () => {
    test('come back as they were saved, for every instance, by id', async () => {
      const [own, shared] = [connection({ accountId: U1 }), connection()];
      expect(await store().connections.save(own, null)).toBe(true);
      expect(await store().connections.save(shared, null)).toBe(true);
      const elsewhere = await another();
      expect(await elsewhere.connections.find(own.id)).toEqual(own);
      expect(await elsewhere.connections.list(ALL)).toEqual([shared, own]);
      expect(await elsewhere.connections.list({ after: null, limit: 1 })).toEqual([shared]);
      expect(await elsewhere.connections.list({ after: shared.id, limit: 1 })).toEqual([own]);
      expect(await elsewhere.connections.list({ after: own.id, limit: 1 })).toEqual([]);
    });

    test('of an account go before those of all, and count for that account only', async () => {
      const [own, shared] = [connection({ accountId: U1 }), connection()];
      await store().connections.save(own, null);
      expect(await store().connections.findFor(SOURCE, U2)).toBeNull();
      await store().connections.save(shared, null);
      expect(await store().connections.findFor(SOURCE, U1)).toEqual(own);
      expect(await store().connections.findFor(SOURCE, U2)).toEqual(shared);
      expect(await store().connections.findFor(sourceId('app-store-1'), U1)).toBeNull();
    });

    test('are made once only', async () => {
      await store().connections.save(connection(), null);
      expect(await store().connections.save(connection({ revision: 'r2' }), null)).toBe(false);
      expect(await store().connections.find(SOURCE)).toMatchObject({ revision: 'r1' });
    });

    test('are replaced by whoever knows the newest one, and by nobody else', async () => {
      const changed = connection({ revision: 'r2', sealed: 'bmV3', baseUrl: 'https://new.example.com', keyId: 'k2' });
      await store().connections.save(connection(), null);
      expect(await store().connections.save(changed, 'r1')).toBe(true);
      expect(await store().connections.save(connection({ revision: 'r3' }), 'r1')).toBe(false);
      expect(await store().connections.find(SOURCE)).toEqual(changed);
    });

    test('do not come back when somebody replaces one that was removed meanwhile', async () => {
      await store().connections.save(connection(), null);
      await store().connections.remove(SOURCE);
      await store().connections.remove(SOURCE);
      expect(await store().connections.save(connection({ revision: 'r2' }), 'r1')).toBe(false);
      expect(await store().connections.list(ALL)).toEqual([]);
    });

    test('of an account go with it, and no others', async () => {
      await store().accounts.add(anAccount({ id: U1, status: 'archived' }));
      for (const one of [connection(), connection({ accountId: U1 }), connection({ accountId: U2 })]) {
        await store().connections.save(one, null);
      }
      await store().purgeAccount(U1);
      const left = await store().connections.list(ALL);
      expect(left.map(({ id }) => id)).toEqual([SOURCE, `${SOURCE}@u2`]);
    });
  });
}
