// Sources priced in one currency and merged into the day's one figure, rounded once.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SourceAmount } from '../../src/domain/revenue/convert.ts';
import { convertSources } from '../../src/domain/revenue/convert.ts';
import { mergeDailyRevenue } from '../../src/domain/revenue/merge.ts';
import type { DailyRevenue } from '../../src/domain/revenue/types.ts';
import { accountId, anyAmount, currency, day, decimal, PROPERTY, ratesSet, sourceId } from './money-builders.ts';

const source = (id: string, amount: string, code: string): SourceAmount => ({
  sourceId: sourceId(id),
  amount: decimal(amount),
  currency: currency(code),
});

const account = { accountId: accountId('u1'), date: day('2026-11-22'), origin: 'sources' as const };

const mergeConverted = (sources: readonly SourceAmount[], code: string): DailyRevenue =>
  mergeDailyRevenue({
    ...account,
    currency: currency(code),
    sources,
    converted: convertSources(sources, currency(code), ratesSet()),
  });

const mergeUnconverted = (sources: readonly SourceAmount[], code: string): DailyRevenue =>
  mergeDailyRevenue({ ...account, currency: currency(code), sources, converted: null });

const PROVENANCE = {
  ratesId: 'rates-a/2026-11-22/test',
  provider: 'rates-a',
  quoteDate: '2026-11-20',
  synthetic: true,
};

describe('pricing the sources of a day', () => {
  test('converts what is foreign, keeps what is not, and says which rates it took', () => {
    const sources = [source('ad-exchange', '100', 'USD'), source('app-store-1', '4.99', 'EUR')];
    expect(convertSources(sources, currency('EUR'), ratesSet())).toEqual({
      shares: [
        {
          sourceId: 'ad-exchange',
          amount: '85.822176',
          originalAmount: '100.000000',
          originalCurrency: 'USD',
          rate: '0.858221764504',
        },
        {
          sourceId: 'app-store-1',
          amount: '4.990000',
          originalAmount: '4.990000',
          originalCurrency: 'EUR',
          rate: null,
        },
      ],
      rates: PROVENANCE,
    });
  });

  test('needs no rate for a source that is in the account currency', () => {
    const [share] = convertSources([source('app-store-1', '5', 'RUB')], currency('RUB'), ratesSet({})).shares;
    expect(share).toMatchObject({ amount: '5.000000', rate: null });
  });

  test('fails with the currency and date that has no rate', () => {
    expect(() => convertSources([source('app-store-1', '5', 'RUB')], currency('EUR'), ratesSet())).toThrow(
      expect.objectContaining({
        code: 'RATE_MISSING',
        facts: expect.objectContaining({ currency: 'RUB', date: '2026-11-22' }),
      }),
    );
  });
});

describe('the daily revenue', () => {
  // Expected values: Python 3 fractions, each share rounded half-even to 6 decimals, the sum half-even to the currency.
  test('adds up converted shares and is rounded to the account currency', () => {
    const sources = [
      source('app-store-3', '99.1', 'GBP'),
      source('ad-exchange', '4567.8912', 'USD'),
      source('app-store-1', '-345.67', 'EUR'),
    ];
    expect(mergeConverted(sources, 'EUR')).toMatchObject({
      ...account,
      amount: '3684.64',
      currency: 'EUR',
      rates: PROVENANCE,
      shares: [{ sourceId: 'ad-exchange' }, { sourceId: 'app-store-1' }, { sourceId: 'app-store-3' }],
    });
    expect(mergeConverted(sources, 'JPY').amount).toBe('449563');
  });

  test('is rounded once, after the sum: three thirds of a cent are a cent', () => {
    const thirds = ['a', 'b', 'c'].map((id) => source(id, '0.003334', 'EUR'));
    expect(mergeUnconverted(thirds, 'EUR').amount).toBe('0.01');
  });

  test('goes to the even cent at exactly half', () => {
    expect(mergeUnconverted([source('a', '0.002', 'EUR'), source('b', '0.003', 'EUR')], 'EUR').amount).toBe('0.00');
    expect(mergeUnconverted([source('a', '0.012', 'EUR'), source('b', '0.003', 'EUR')], 'EUR').amount).toBe('0.02');
  });

  test('of no source is zero', () => {
    expect(mergeUnconverted([], 'KWD')).toMatchObject({ amount: '0.000', shares: [], rates: null });
  });

  test('names no rates when nothing had to be converted', () => {
    expect(mergeConverted([source('a', '1', 'EUR')], 'EUR').rates).toBeNull();
    expect(mergeUnconverted([source('a', '1', 'EUR')], 'EUR').rates).toBeNull();
  });

  test('is the same for the same amounts, however they are written', () => {
    expect(mergeUnconverted([source('a', '1.5', 'EUR')], 'EUR')).toEqual(
      mergeUnconverted([source('a', '1.500', 'EUR')], 'EUR'),
    );
  });

  test('never adds up two currencies without conversion, and names source and both currencies', () => {
    const sources = [source('app-store-1', '1', 'USD'), source('app-store-3', '1', 'GBP')];
    expect(() => mergeUnconverted(sources, 'USD')).toThrow(
      expect.objectContaining({
        code: 'MIXED_CURRENCIES',
        facts: { source: 'app-store-3', currency: 'GBP', expected: 'USD', account: 'u1', date: '2026-11-22' },
      }),
    );
  });

  test('does not depend on the order in which sources arrive', () => {
    const anySources = fc
      .array(fc.tuple(anyAmount, fc.constantFrom('USD', 'GBP', 'JPY', 'EUR')), { maxLength: 12 })
      .map((entries) => entries.map(([amount, code], n) => source(`source-${n}`, amount, code)));
    const anyTwoOrders = anySources.chain((sources) =>
      fc.tuple(fc.constant(sources), fc.shuffledSubarray(sources, { minLength: sources.length })),
    );
    fc.assert(
      fc.property(anyTwoOrders, ([sources, shuffled]) => {
        expect(mergeConverted(shuffled, 'EUR')).toEqual(mergeConverted(sources, 'EUR'));
      }),
      PROPERTY,
    );
  });
});
