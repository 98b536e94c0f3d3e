// Provider A against reserve B: how far their rates of a day lie apart, and when they cannot be compared.
import { describe, expect, test } from 'vitest';
import { compareRates } from '../../src/domain/money/rates-difference.ts';
import { aRatesSet, currency, isoDate } from '../helpers/builders.ts';

const DATE = isoDate('2026-06-01');
const a = aRatesSet({ date: DATE, rates: { USD: '1.2000', GBP: '0.8000', JPY: '160' } });
const b = (overrides: Parameters<typeof aRatesSet>[0]) => aRatesSet({ provider: 'rates-b', ...overrides });

describe('two sets of the same day', () => {
  test('that agree differ by nothing', () => {
    const differences = compareRates(a, b({ date: DATE, rates: a.rates }));
    expect(differences?.map(({ percent }) => percent)).toEqual([0, 0, 0]);
  });

  test('name the currency that differs most first', () => {
    const differences = compareRates(a, b({ date: DATE, rates: { USD: '1.2120', GBP: '0.7600', JPY: '160' } }));
    expect(differences?.map(({ currency: code }) => code)).toEqual(['GBP', 'USD', 'JPY']);
    expect(differences?.[0]?.percent).toBeCloseTo(5);
    expect(differences?.[1]?.percent).toBeCloseTo(1);
  });

  test('are compared in what both publish', () => {
    expect(compareRates(a, b({ date: DATE, rates: { USD: '1.2', CHF: '1' } }))).toEqual([
      { currency: 'USD', a: 1.2, b: 1.2, percent: 0 },
    ]);
  });

  test('with another base are brought to one', () => {
    const inDollars = { EUR: String(1 / 1.2), GBP: String(0.8 / 1.2), JPY: String(160 / 1.2) };
    const differences = compareRates(a, b({ date: DATE, base: currency('USD'), rates: inDollars }));
    expect(differences).toHaveLength(3);
    for (const { percent } of differences ?? []) expect(percent).toBeCloseTo(0, 9);
  });
});

test('sets of other quote dates, or without a common base, cannot be compared', () => {
  expect(compareRates(a, b({ date: DATE, quoteDate: isoDate('2026-05-29') }))).toBeNull();
  expect(compareRates(a, b({ date: DATE, base: currency('USD'), rates: { GBP: '0.7' } }))).toBeNull();
});
