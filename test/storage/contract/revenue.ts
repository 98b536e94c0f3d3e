// Revenue of sources and days: exact amounts, ranges, history and totals.
import { describe, expect, test } from 'vitest';
import { addDays } from '../../../src/domain/calendar/dates.ts';
import {
  account,
  accountId,
  ALWAYS,
  currency,
  date,
  DAY,
  day,
  decimal,
  range,
  source,
  sourceId,
  U1,
} from '../builders.ts';
import type { ContractContext } from '../contract.ts';

const AMOUNTS = [
  '0',
  '0.00',
  '0.000001',
  '-0.010000',
  '0.300000',
  '100',
  '1.50',
  '123456789012.345678',
  '999999999999999.999999',
];

export function revenueContract({ store }: ContractContext): void {
  describe('amounts', () => {
    test.each(AMOUNTS)('keep every digit as written: %s', async (text) => {
      const amount = decimal(text);
      const [share] = day().shares;
      const shares = share === undefined ? [] : [{ ...share, amount, originalAmount: amount }];
      await store().revenue.saveSources([source({ amount })]);
      await store().revenue.saveDays([day({ amount, shares })]);
      expect(await store().revenue.listSources(U1, ALWAYS)).toMatchObject([{ amount: text }]);
      expect(await store().revenue.listDays(U1, ALWAYS)).toMatchObject([
        { amount: text, shares: [{ amount: text, originalAmount: text }] },
      ]);
    });
  });

  describe('revenue', () => {
    test.each([
      source(),
      source({ payloadId: null, items: 0 }),
      source({
        rejected: 2,
        rejects: [
          { row: 0, id: null, reason: 'missing-id' },
          { row: 7, id: 'x7', reason: 'invalid-amount' },
        ],
      }),
    ])('of a source comes back as it was saved', async (row) => {
      await store().revenue.saveSources([row]);
      const [found] = await store().revenue.listSources(U1, ALWAYS);
      expect(found).toEqual({ ...row, revision: 1, hash: found?.hash, recordedAt: found?.recordedAt });
      expect(found?.hash).toMatch(/^[0-9a-f]{64}$/);
      expect(found?.recordedAt).toMatch(/^2026-03-11T06:00:\d\d\.000Z$/);
    });

    test.each([day(), day({ rates: null, shares: [], origin: 'import' }), day({ origin: 'api' })])(
      'of a day comes back as it was saved',
      async (row) => {
        await store().revenue.saveDays([row]);
        const [found] = await store().revenue.listDays(U1, ALWAYS);
        expect(found).toEqual({ ...row, revision: 1, hash: found?.hash, recordedAt: found?.recordedAt });
      },
    );

    test('is listed by date, then source, both ends of the range included, one account only', async () => {
      const rows = ['2026-03-12', '2026-03-10', '2026-03-11', '2026-03-09', '2026-03-13'].flatMap((text) =>
        ['b', 'a'].map((name) => source({ date: date(text), sourceId: sourceId(name) })),
      );
      await store().revenue.saveSources([...rows, source({ accountId: accountId('u2') })]);
      await store().revenue.saveDays(rows.map((row) => day({ date: row.date })));
      const wanted = range('2026-03-10', '2026-03-12');
      const found = await store().revenue.listSources(U1, wanted);
      expect(found.map((row) => `${row.date} ${row.sourceId}`)).toEqual([
        '2026-03-10 a',
        '2026-03-10 b',
        '2026-03-11 a',
        '2026-03-11 b',
        '2026-03-12 a',
        '2026-03-12 b',
      ]);
      const days = await store().revenue.listDays(U1, wanted);
      expect(days.map((row) => row.date)).toEqual(['2026-03-10', '2026-03-11', '2026-03-12']);
    });

    test('of thousands of days goes in with one call', async () => {
      const days = Array.from({ length: 2_345 }, (_, index) =>
        day({ accountId: accountId(`a${index % 7}`), date: addDays(date('2020-01-01'), Math.floor(index / 7)) }),
      );
      expect(new Set((await store().revenue.saveDays(days)).map(({ outcome }) => outcome))).toEqual(new Set(['added']));
      expect(new Set((await store().revenue.saveDays(days)).map(({ outcome }) => outcome))).toEqual(
        new Set(['unchanged']),
      );
      expect(await store().revenue.listDays(accountId('a3'), range('2020-01-01', '2022-12-31'))).toHaveLength(335);
    });

    test('is history for a model: current figures as numbers, by date', async () => {
      await store().revenue.saveDays([
        day({ date: date('2026-03-11'), amount: decimal('20.50') }),
        day({ date: date('2026-03-10'), amount: decimal('1.00') }),
      ]);
      await store().revenue.saveDays([day({ date: date('2026-03-10'), amount: decimal('-10.25') })]);
      expect(await store().revenue.history(U1, range('2026-03-01', '2026-03-31'))).toEqual([
        { date: '2026-03-10', revenue: -10.25 },
        { date: '2026-03-11', revenue: 20.5 },
      ]);
    });

    test('is history of one currency when that is named, by the currency a day has now', async () => {
      await store().revenue.saveDays([
        day({ date: date('2026-03-10'), amount: decimal('1000'), currency: currency('JPY') }),
        day({ date: date('2026-03-11'), amount: decimal('2000'), currency: currency('JPY') }),
        day({ date: date('2026-03-12'), amount: decimal('3.00') }),
      ]);
      await store().revenue.saveDays([day({ date: date('2026-03-11'), amount: decimal('2.00') })]);
      expect(await store().revenue.history(U1, range('2026-03-01', '2026-03-31'), currency('EUR'))).toEqual([
        { date: '2026-03-11', revenue: 2 },
        { date: '2026-03-12', revenue: 3 },
      ]);
    });
  });

  describe('history by source', () => {
    const share = (id: string, amount: string) => ({
      sourceId: sourceId(id),
      amount: decimal(amount),
      originalAmount: decimal('1'),
      originalCurrency: currency('USD'),
      rate: null,
    });

    test('takes each day apart, by its current figures, in one currency', async () => {
      await store().revenue.saveDays([
        day({ date: date('2026-03-10'), amount: decimal('9.00'), shares: [share('a', '9.000000')] }),
        day({ date: date('2026-03-11'), amount: decimal('5.00'), shares: [], origin: 'import' }),
        day({ date: date('2026-03-12'), amount: decimal('700'), currency: currency('JPY') }),
      ]);
      const shares = [share('a', '12.345678'), share('b', '-2.10')];
      await store().revenue.saveDays([day({ date: date('2026-03-10'), amount: decimal('10.25'), shares })]);
      expect(await store().revenue.historyBySource(U1, range('2026-03-01', '2026-03-31'), currency('EUR'))).toEqual([
        {
          date: '2026-03-10',
          revenue: 10.25,
          sources: [
            { sourceId: 'a', revenue: 12.345678 },
            { sourceId: 'b', revenue: -2.1 },
          ],
        },
        { date: '2026-03-11', revenue: 5, sources: [] },
      ]);
    });
  });

  describe('totals of a date', () => {
    test('are exact where floating point numbers are not', async () => {
      const cents = ['0.10', '0.20', '900000000000000.01', '-0.01'];
      for (const [index, amount] of cents.entries()) {
        await store().accounts.save(account(`a${index}`));
        await store().revenue.saveDays([day({ accountId: accountId(`a${index}`), amount: decimal(amount) })]);
      }
      expect(await store().revenue.totals(DAY, {})).toEqual([
        { currency: 'EUR', amount: '900000000000000.30', accounts: 4 },
      ]);
    });

    test('add up current figures per currency, of the wanted accounts only', async () => {
      await store().accounts.save(account('a', { cohort: 'eu' }));
      await store().accounts.save(account('b', { cohort: 'eu' }));
      await store().accounts.save(account('c', { cohort: 'jp' }));
      await store().accounts.save(account('old', { cohort: 'eu', status: 'archived' }));
      await store().revenue.saveDays([
        day({ accountId: accountId('a'), amount: decimal('999.00') }),
        day({ accountId: accountId('b'), amount: decimal('2.50') }),
        day({ accountId: accountId('b'), amount: decimal('7.00'), date: addDays(DAY, 1) }),
        day({ accountId: accountId('c'), amount: decimal('300'), currency: currency('JPY') }),
        day({ accountId: accountId('old'), amount: decimal('40.00') }),
      ]);
      await store().revenue.saveDays([day({ accountId: accountId('a'), amount: decimal('1.25') })]);
      const euros = { currency: 'EUR', amount: '3.75', accounts: 2 };
      const yen = { currency: 'JPY', amount: '300', accounts: 1 };
      expect(await store().revenue.totals(DAY, {})).toEqual([euros, yen]);
      expect(await store().revenue.totals(DAY, { cohort: 'eu' })).toEqual([euros]);
      expect(await store().revenue.totals(DAY, { accounts: [accountId('c')] })).toEqual([yen]);
      expect(await store().revenue.totals(DAY, { cohort: 'eu', includeArchived: true })).toEqual([
        { currency: 'EUR', amount: '43.75', accounts: 3 },
      ]);
      expect(await store().revenue.totals(date('2026-01-01'), {})).toEqual([]);
    });

    test('add up current figures per source and currency, as the sources stated them', async () => {
      const ads = sourceId('ad-exchange');
      const shop = sourceId('app-store-1');
      await store().accounts.save(account('a', { cohort: 'eu' }));
      await store().accounts.save(account('b', { cohort: 'jp' }));
      const ofA = { accountId: accountId('a') };
      const ofB = { accountId: accountId('b') };
      await store().revenue.saveSources([
        source({ ...ofA, sourceId: shop, amount: decimal('999') }),
        source({ ...ofA, sourceId: ads, amount: decimal('0.10') }),
        source({ ...ofB, sourceId: ads, amount: decimal('0.20') }),
        source({ ...ofB, sourceId: shop, amount: decimal('300'), currency: currency('JPY') }),
        source({ ...ofB, sourceId: shop, amount: decimal('7'), date: addDays(DAY, 1) }),
      ]);
      await store().revenue.saveSources([source({ ...ofA, sourceId: shop, amount: decimal('1.25') })]);
      const shopDollars = { sourceId: shop, currency: 'USD', amount: '1.25', accounts: 1 };
      expect(await store().revenue.totalsBySource(DAY, {})).toEqual([
        { sourceId: ads, currency: 'USD', amount: '0.30', accounts: 2 },
        { sourceId: shop, currency: 'JPY', amount: '300', accounts: 1 },
        shopDollars,
      ]);
      expect(await store().revenue.totalsBySource(DAY, { accounts: [accountId('a')] })).toEqual([
        { sourceId: ads, currency: 'USD', amount: '0.10', accounts: 1 },
        shopDollars,
      ]);
      expect(await store().revenue.totalsBySource(date('2026-01-01'), {})).toEqual([]);
    });
  });
}
