// What comes from outside: raw payloads and sets of exchange rates. Both are addressed by content and never change.
import { describe, expect, test } from 'vitest';
import { comparison, currency, date, DAY, payload, range, ratesSet } from '../builders.ts';
import type { ContractContext } from '../contract.ts';

export function inputsContract({ store }: ContractContext): void {
  describe('raw payloads', () => {
    test.each([
      { name: 'pages with umlauts', pages: ['{"rows":[1]}', 'Ünïcödé 💶\n\u0000'] },
      { name: 'no page at all', pages: [] },
      { name: 'a megabyte', pages: ['x'.repeat(1_000_000)] },
    ])('come back as they came: $name', async ({ pages }) => {
      await store().payloads.save(payload('p1', { report: { pages } }));
      expect(await store().payloads.find('p1')).toEqual(payload('p1', { report: { pages } }));
    });

    test('come back in the order asked for, without those that are gone', async () => {
      for (const id of ['p1', 'p2', 'p3']) await store().payloads.save(payload(id));
      const found = await store().payloads.findMany(['p3', 'gone', 'p1', 'p3']);
      expect(found.map(({ id }) => id)).toEqual(['p3', 'p1', 'p3']);
      expect(await store().payloads.findMany([])).toEqual([]);
      expect(await store().payloads.find('gone')).toBeNull();
    });

    test.each([
      { order: 'in order', times: ['2026-03-11T04:00:00.000Z', '2026-04-01T04:00:00.000Z'] },
      { order: 'the other way round', times: ['2026-04-01T04:00:00.000Z', '2026-03-11T04:00:00.000Z'] },
    ])('that arrive twice are kept once, with the later arrival ($order)', async ({ times }) => {
      for (const fetchedAt of times) await store().payloads.save(payload('p1', { fetchedAt }));
      expect(await store().payloads.find('p1')).toEqual(payload('p1', { fetchedAt: '2026-04-01T04:00:00.000Z' }));
    });
  });

  describe('exchange rates', () => {
    test('come back as the provider wrote them', async () => {
      const set = ratesSet('r1', {
        rates: { USD: '1.10', JPY: '161.3', IDR: '0.000058' },
        base: currency('GBP'),
        quoteDate: date('2026-03-06'),
        synthetic: true,
        provider: 'rates-b',
      });
      await store().rates.save([set]);
      expect(await store().rates.find('r1')).toEqual(set);
      expect(await store().rates.find('r2')).toBeNull();
    });

    test('of a date are listed provider A first, the newest first within a provider', async () => {
      await store().rates.save([ratesSet('b-first', { provider: 'rates-b' })]);
      await store().rates.save([ratesSet('a-first')]);
      await store().rates.save([ratesSet('a-second', { rates: { USD: '1.2' } })]);
      await store().rates.save([ratesSet('other-day', { date: date('2026-03-11') })]);
      expect((await store().rates.findByDate(DAY)).map(({ id }) => id)).toEqual(['a-second', 'a-first', 'b-first']);
    });

    test('that are saved again stay as and where they were', async () => {
      await store().rates.save([ratesSet('first')]);
      await store().rates.save([ratesSet('second')]);
      await store().rates.save([ratesSet('first'), ratesSet('second')]);
      expect((await store().rates.findByDate(DAY)).map(({ id }) => id)).toEqual(['second', 'first']);
    });

    test('tell which days of a range they cover, each once, both ends included', async () => {
      const days = ['2026-03-09', '2026-03-10', '2026-03-10', '2026-03-12', '2026-03-13'];
      await store().rates.save(days.map((text, index) => ratesSet(`r${index}`, { date: date(text) })));
      await store().rates.save([]);
      expect(await store().rates.listDates(range('2026-03-10', '2026-03-12'))).toEqual(['2026-03-10', '2026-03-12']);
    });
  });

  describe('comparisons of rates', () => {
    test('come back as they were saved, the last one of each date, newest date first', async () => {
      const apart = { date: date('2026-03-11'), currencies: 0, alerted: false, differences: [] };
      await store().ratesComparisons.save(comparison({ limitPercent: 5, alerted: false }));
      await store().ratesComparisons.save(comparison());
      await store().ratesComparisons.save(comparison(apart));
      await store().ratesComparisons.save(comparison({ date: date('2026-03-01') }));
      expect(await store().ratesComparisons.list(range('2026-03-10', '2026-03-11'))).toEqual([
        comparison(apart),
        comparison(),
      ]);
    });
  });
}
