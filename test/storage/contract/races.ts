// Several writers at once, through several instances: nothing lost, nothing doubled.
import { describe, expect, test } from 'vitest';
import {
  account,
  accountId,
  ALWAYS,
  DAY,
  day,
  decimal,
  payload,
  ratesSet,
  run,
  source,
  sourceId,
  U1,
} from '../builders.ts';
import type { ContractContext } from '../contract.ts';

const WRITERS = 20;
const writers = Array.from({ length: WRITERS }, (_, index) => index);

export function racesContract({ store, another }: ContractContext): void {
  describe('racing writers', () => {
    test('with other content each get a revision of their own', async () => {
      const instances = [store(), await another()] as const;
      const outcomes = await Promise.all(
        writers.map((writer) =>
          instances[writer % 2 === 0 ? 0 : 1].revenue.saveDays([day({ amount: decimal(`${writer}.00`) })]),
        ),
      );
      const numbers = writers.map((writer) => writer + 1);
      expect(outcomes.map(([outcome]) => outcome?.revision ?? 0).sort((a, b) => a - b)).toEqual(numbers);
      const stored = await store().revenue.listDayRevisions(U1, DAY);
      expect(stored.map(({ revision }) => revision)).toEqual(numbers);
      expect(new Set(stored.map(({ amount }) => amount)).size).toBe(WRITERS);
      outcomes.forEach(([outcome], writer) => {
        expect(stored.find(({ revision }) => revision === outcome?.revision)?.amount).toBe(`${writer}.00`);
      });
    });

    test('with the same content end in one revision, and one of them added it', async () => {
      const instances = [store(), await another()] as const;
      const rows = ['a', 'b', 'c'].map((name) => source({ sourceId: sourceId(name) }));
      const outcomes = await Promise.all(
        writers.map((writer) =>
          instances[writer % 2 === 0 ? 0 : 1].revenue.saveSources(writer % 3 === 0 ? rows : rows.toReversed()),
        ),
      );
      const added = outcomes.flat().filter(({ outcome }) => outcome === 'added');
      expect(added).toHaveLength(rows.length);
      expect(outcomes.flat()).toHaveLength(WRITERS * rows.length);
      expect((await store().revenue.listSources(U1, ALWAYS)).map(({ revision }) => revision)).toEqual([1, 1, 1]);
    });

    test('of one new account add it once; the others are told that it exists', async () => {
      const instances = [store(), await another()] as const;
      const results = await Promise.allSettled(
        writers.map((writer) =>
          instances[writer % 2 === 0 ? 0 : 1].accounts.add(account('new', { name: `by ${writer}` })),
        ),
      );
      const refused = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason);
      expect(refused).toHaveLength(WRITERS - 1);
      for (const reason of refused) expect(reason).toMatchObject({ code: 'ACCOUNT_EXISTS' });
      expect(await store().accounts.count({})).toBe(1);
    });

    test('of one account as all have seen it change it once; the others are told', async () => {
      const instances = [store(), await another()] as const;
      const before = account('u1');
      await store().accounts.add(before);
      const replaced = await Promise.all(
        writers.map((writer) =>
          instances[writer % 2 === 0 ? 0 : 1].accounts.replace(before, { ...before, name: `by ${writer}` }),
        ),
      );
      expect(replaced.filter(Boolean)).toHaveLength(1);
      expect(await store().accounts.find(before.id)).toEqual({ ...before, name: `by ${replaced.indexOf(true)}` });
    });

    test('of what has one id end in one of each', async () => {
      const instances = [store(), await another()] as const;
      await Promise.all(
        writers.flatMap((writer) => {
          const instance = instances[writer % 2 === 0 ? 0 : 1];
          return [
            instance.accounts.save(account('u1')),
            instance.payloads.save(payload('p1')),
            instance.rates.save([ratesSet('r1'), ratesSet('r2')]),
            instance.runs.save(run('run')),
          ];
        }),
      );
      expect(await store().accounts.find(accountId('u1'))).toEqual(account('u1'));
      expect(await store().payloads.find('p1')).toEqual(payload('p1'));
      expect((await store().rates.findByDate(DAY)).map(({ id }) => id)).toEqual(['r1', 'r2']);
      expect(await store().runs.list({ limit: 10 })).toEqual([run('run')]);
    });
  });
}
