// Opening, migrating, closing: by several processes at once, at every start.
import { describe, expect, test } from 'vitest';
import { account, accountId } from '../builders.ts';
import type { ContractContext } from '../contract.ts';

export function lifecycleContract({ store, another }: ContractContext): void {
  describe('the store', () => {
    test('may be migrated again and by several at once, and keeps what it holds', async () => {
      await store().accounts.save(account('u1'));
      const instances = await Promise.all([another(), another(), another()]);
      await Promise.all(instances.map((instance) => instance.migrate()));
      await store().migrate();
      expect(await store().accounts.find(accountId('u1'))).toEqual(account('u1'));
    });

    test('answers a ping', async () => {
      await expect(store().ping()).resolves.toBeUndefined();
    });

    test('shows every instance what another one wrote', async () => {
      const second = await another();
      await store().accounts.save(account('u1'));
      expect(await second.accounts.find(accountId('u1'))).toEqual(account('u1'));
    });

    test('says that it was closed, to reads and writes alike', async () => {
      const closed = await another();
      await closed.close();
      await closed.close();
      await expect(closed.accounts.find(accountId('u1'))).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
      await expect(closed.accounts.save(account('u1'))).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
      await expect(closed.ping()).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
    });
  });
}
