// Revisions: the same content writes nothing, other content is added, and nothing written is ever lost.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accountId, ALWAYS, date, DAY, day, decimal, source, sourceId, U1 } from '../builders.ts';
import type { ContractContext } from '../contract.ts';

const SEED = 20_260_310;

/** A stream of saves: which day, which figure. Few of each, so that they repeat. */
const saves = fc.array(
  fc.record({ date: fc.constantFrom('2026-03-10', '2026-03-11'), cents: fc.integer({ min: 1, max: 3 }) }),
  {
    maxLength: 12,
  },
);

export function revisionsContract({ store }: ContractContext): void {
  const saveDay = async (amount: string) => (await store().revenue.saveDays([day({ amount: decimal(amount) })]))[0];

  describe('revisions', () => {
    test('begin at 1, grow with other content, and stay with the same', async () => {
      expect(await saveDay('1.00')).toEqual({ outcome: 'added', revision: 1 });
      expect(await saveDay('1.00')).toEqual({ outcome: 'unchanged', revision: 1 });
      expect(await saveDay('2.00')).toEqual({ outcome: 'revised', revision: 2 });
      expect(await saveDay('1.00')).toEqual({ outcome: 'revised', revision: 3 });
      const all = await store().revenue.listDayRevisions(U1, DAY);
      expect(all.map(({ revision, amount }) => [revision, amount])).toEqual([
        [1, '1.00'],
        [2, '2.00'],
        [3, '1.00'],
      ]);
      expect(all[0]?.hash).toBe(all[2]?.hash);
      expect(await store().revenue.listDays(U1, ALWAYS)).toEqual([all[2]]);
    });

    test('of one call are told in the order of its rows, also when a key comes twice', async () => {
      await saveDay('1.00');
      const outcomes = await store().revenue.saveDays([
        day({ date: date('2026-03-12') }),
        day({ amount: decimal('1.00') }),
        day({ amount: decimal('2.00') }),
        day({ amount: decimal('2.00') }),
        day({ amount: decimal('3.00') }),
      ]);
      expect(outcomes.map(({ outcome, revision }) => `${outcome} ${revision}`)).toEqual([
        'added 1',
        'unchanged 1',
        'revised 2',
        'unchanged 2',
        'revised 3',
      ]);
    });

    test('are not made by another raw payload with the same figures, and the first payload stays', async () => {
      await store().revenue.saveSources([source({ payloadId: 'first' })]);
      expect(await store().revenue.saveSources([source({ payloadId: 'second' })])).toEqual([
        { outcome: 'unchanged', revision: 1 },
      ]);
      expect(await store().revenue.listSources(U1, ALWAYS)).toMatchObject([{ payloadId: 'first' }]);
    });

    test.each([
      { what: 'the amount', row: source({ amount: decimal('12.345679') }) },
      { what: 'the number of items', row: source({ items: 4 }) },
      {
        what: 'the rejected rows',
        row: source({ rejected: 1, rejects: [{ row: 1, id: 'x', reason: 'invalid-date' }] }),
      },
    ])('of a source are made by $what', async ({ row }) => {
      await store().revenue.saveSources([source()]);
      expect(await store().revenue.saveSources([row])).toEqual([{ outcome: 'revised', revision: 2 }]);
      expect(await store().revenue.listSources(U1, ALWAYS)).toMatchObject([{ ...row, revision: 2 }]);
    });

    test('of a day are made by other rates at the same amount', async () => {
      await store().revenue.saveDays([day()]);
      const rates = { ratesId: 'rates-b/2026-03-10/9', provider: 'rates-b', quoteDate: DAY, synthetic: false } as const;
      expect(await store().revenue.saveDays([day({ rates })])).toEqual([{ outcome: 'revised', revision: 2 }]);
    });

    test('follow the stream of saves: every change of a key is one revision, however the saves are batched', async () => {
      let round = 0;
      const property = fc.asyncProperty(saves, fc.integer({ min: 1, max: 5 }), async (stream, batchSize) => {
        const id = accountId(`p${round++}`);
        const rows = stream.map((save) =>
          day({ accountId: id, date: date(save.date), amount: decimal(`${save.cents}.00`) }),
        );
        for (let start = 0; start < rows.length; start += batchSize) {
          await store().revenue.saveDays(rows.slice(start, start + batchSize));
        }
        for (const text of ['2026-03-10', '2026-03-11']) {
          const amounts = rows.filter((row) => row.date === text).map(({ amount }) => amount);
          const expected = amounts.filter((amount, index) => amount !== amounts[index - 1]);
          const found = await store().revenue.listDayRevisions(id, date(text));
          expect(found.map(({ revision, amount }) => [revision, amount])).toEqual(
            expected.map((amount, index) => [index + 1, amount]),
          );
        }
      });
      await fc.assert(property, { seed: SEED, numRuns: 40 });
    });

    test('are not made by repeating: any order, any number of times ends in the same state', async () => {
      const facts = ['a', 'b', 'c', 'd'].map((name) => sourceId(name));
      const order = fc.array(fc.constantFrom(...facts), { minLength: 1, maxLength: 15 });
      let round = 0;
      const property = fc.asyncProperty(order, async (sources) => {
        const id = accountId(`q${round++}`);
        const row = (name: (typeof facts)[number]) => source({ accountId: id, sourceId: name });
        await Promise.all(sources.map((name) => store().revenue.saveSources([row(name)])));
        const found = await store().revenue.listSources(id, ALWAYS);
        expect(found.map(({ sourceId: name, revision }) => [name, revision])).toEqual(
          [...new Set(sources)].sort().map((name) => [name, 1]),
        );
      });
      await fc.assert(property, { seed: SEED, numRuns: 25 });
    });
  });
}
