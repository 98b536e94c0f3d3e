// Accounts: kept as given, found by filter, read in pages.
import { describe, expect, test } from 'vitest';
import type { Account } from '../../../src/domain/account.ts';
import type { AccountId } from '../../../src/domain/ids.ts';
import { account, accountId, currency, sourceId } from '../builders.ts';
import type { ContractContext } from '../contract.ts';

export function accountsContract({ store }: ContractContext): void {
  describe('accounts', () => {
    test.each<Account>([
      account('plain'),
      account('auto', { historyDepthDays: 'auto', convertCurrency: false, polynomialDegree: 1 }),
      account('many.of_it-1', { sources: [sourceId('app-store-3'), sourceId('ad-exchange')], tier: 'critical' }),
      account('bare', { sources: [], status: 'archived', name: 'Łódź "quoted" 💶', currency: currency('JPY') }),
      account('at-home', { country: 'DE' }),
    ])('come back as they were saved: $id', async (saved) => {
      await store().accounts.save(saved);
      expect(await store().accounts.find(saved.id)).toEqual(saved);
    });

    test('that nobody saved are not there', async () => {
      expect(await store().accounts.find(accountId('nobody'))).toBeNull();
    });

    test('are refused when the id is taken, and the first one stays', async () => {
      await store().accounts.add(account('u1', { name: 'first' }));
      await expect(store().accounts.add(account('u1', { name: 'second' }))).rejects.toMatchObject({
        code: 'ACCOUNT_EXISTS',
        message: expect.stringContaining('u1'),
      });
      expect(await store().accounts.find(accountId('u1'))).toMatchObject({ name: 'first' });
    });

    test.each([
      ['KOI', ['koi-pond']],
      ['pond', ['koi-pond', 'p2']],
      ['100%', ['p2']],
      ['_', []],
      ['.', []],
      ['Łódź', ['p2']],
    ])('are found by a part of id or name: %s', async (search, ids) => {
      await store().accounts.save(account('koi-pond', { name: 'Karpfen' }));
      await store().accounts.save(account('p2', { name: 'Big Pond 100% Łódź' }));
      await store().accounts.save(account('other', { name: 'Lake' }));
      expect(await store().accounts.listIds({ search }, { after: null, limit: 10 })).toEqual(ids);
    });

    test('are replaced by a second save', async () => {
      await store().accounts.save(account('u1', { name: 'first', historyDepthDays: 7 }));
      expect(await store().accounts.find(accountId('u1'))).toMatchObject({ name: 'first', historyDepthDays: 7 });
      await store().accounts.save(account('u1', { name: 'second', historyDepthDays: 'auto' }));
      expect(await store().accounts.find(accountId('u1'))).toEqual(
        account('u1', { name: 'second', historyDepthDays: 'auto' }),
      );
      expect(await store().accounts.count({})).toBe(1);
    });

    test.each<[string, Partial<Account>]>([
      ['another name', { name: 'Łódź "quoted"' }],
      ['no sources', { sources: [] }],
      ['sources in another order', { sources: [sourceId('b'), sourceId('a')] }],
      ['depth auto', { historyDepthDays: 'auto' }],
      ['a country', { country: 'DE' }],
      ['an archiving', { status: 'archived' }],
    ])(
      'that are as somebody knows them are replaced, and nothing is once they are not: %s',
      async (_what, difference) => {
        const before = account('u1', { sources: [sourceId('a'), sourceId('b')] });
        const after = { ...before, ...difference };
        await store().accounts.add(before);
        expect(await store().accounts.replace(before, after)).toBe(true);
        expect(await store().accounts.find(before.id)).toEqual(after);
        expect(await store().accounts.replace(before, { ...before, cohort: 'late' })).toBe(false);
        expect(await store().accounts.find(before.id)).toEqual(after);
        expect(await store().accounts.replace(after, before)).toBe(true);
        expect(await store().accounts.find(before.id)).toEqual(before);
      },
    );

    test('that are gone are not brought back by a change', async () => {
      expect(await store().accounts.replace(account('u1'), account('u1', { name: 'ghost' }))).toBe(false);
      expect(await store().accounts.find(accountId('u1'))).toBeNull();
    });

    test('are visited once each, in order, page by page', async () => {
      const ids = Array.from({ length: 23 }, (_, index) => `a${String((index * 7) % 23).padStart(2, '0')}`);
      for (const id of ids) await store().accounts.save(account(id));
      const visited: AccountId[] = [];
      for (let after: AccountId | null = null, more = true; more;) {
        const page: readonly AccountId[] = await store().accounts.listIds({}, { after, limit: 5 });
        visited.push(...page);
        more = page.length === 5;
        after = page.at(-1) ?? null;
      }
      expect(visited).toEqual([...ids].sort());
    });

    test('are read up to and including an id, whatever else has come in between', async () => {
      for (const id of ['a', 'b', 'b-2', 'c', 'd']) await store().accounts.save(account(id));
      const page = { after: accountId('a'), through: accountId('c'), limit: 10 };
      expect(await store().accounts.listIds({}, page)).toEqual(['b', 'b-2', 'c']);
      expect(await store().accounts.listIds({}, { ...page, limit: 2 })).toEqual(['b', 'b-2']);
      expect((await store().accounts.list({}, page)).map(({ id }) => id)).toEqual(['b', 'b-2', 'c']);
    });

    test.each([
      { filter: {}, expected: ['a', 'b', 'c'] },
      { filter: { includeArchived: true }, expected: ['a', 'b', 'c', 'old'] },
      { filter: { cohort: 'eu' }, expected: ['b', 'c'] },
      { filter: { cohort: 'eu', includeArchived: true }, expected: ['b', 'c', 'old'] },
      {
        filter: { accounts: [accountId('c'), accountId('a'), accountId('old'), accountId('none')] },
        expected: ['a', 'c'],
      },
      { filter: { accounts: [accountId('a'), accountId('b')], cohort: 'eu' }, expected: ['b'] },
      { filter: { accounts: [] }, expected: [] },
      { filter: { cohort: 'nowhere' }, expected: [] },
    ])('are listed and counted by filter $filter', async ({ filter, expected }) => {
      await store().accounts.save(account('a', { cohort: 'us' }));
      await store().accounts.save(account('b', { cohort: 'eu' }));
      await store().accounts.save(account('c', { cohort: 'eu' }));
      await store().accounts.save(account('old', { cohort: 'eu', status: 'archived' }));
      const page = { after: null, limit: 10 };
      expect(await store().accounts.listIds(filter, page)).toEqual(expected);
      expect((await store().accounts.list(filter, page)).map(({ id }) => id)).toEqual(expected);
      expect(await store().accounts.count(filter)).toBe(expected.length);
    });
  });
}
