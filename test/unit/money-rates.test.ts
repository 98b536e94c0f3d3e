// Conversion through the base of a rates set, exact until the one rounding at the end.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDecimal, parseDecimal } from '../../src/domain/money/decimal.ts';
import { convertAmount } from '../../src/domain/money/rates.ts';
import { anyAmount, currency, decimal, ECB_RATES, PROPERTY, ratesSet } from './money-builders.ts';

const EUR = currency('EUR');
const USD = currency('USD');
const GBP = currency('GBP');
const RUB = currency('RUB');

describe('converting an amount', () => {
  // Expected values: Python 3 fractions (amount * rate(to) / rate(from)) and decimal, ROUND_HALF_EVEN.
  test.each([
    ['100', 'USD', 'EUR', '85.822176', '0.858221764504'],
    ['100', 'EUR', 'USD', '116.520000', '1.16520000000'],
    ['1234.567891', 'GBP', 'JPY', '167267.751636', '135.486879948'],
    ['-4.99', 'USD', 'GBP', '-3.856544', '0.772854445589'],
    ['999999999.999999', 'IDR', 'USD', '68229.128544', '0.0000682291285445'],
    ['0.000001', 'JPY', 'KRW', '0.000011', '10.8192771084'],
    ['5000000', 'KRW', 'HUF', '1387209.672288', '0.277441934458'],
    ['12.345678', 'HUF', 'IDR', '575.678251', '46.6299421145'],
  ])('turns %s %s into %s %s', (amount, from, to, converted, rate) => {
    expect(convertAmount(decimal(amount), currency(from), currency(to), ratesSet())).toEqual({
      amount: converted,
      rate,
    });
  });

  test('reads rates in the exponent form that a JSON number may be printed in', () => {
    const rates = ratesSet({ VES: '1e-7', KRW: '1.32006E+3' });
    expect(convertAmount(decimal('3'), EUR, currency('VES'), rates)).toEqual({
      amount: '0.000000',
      rate: '0.000000100000000000',
    });
    expect(convertAmount(decimal('0.000003'), currency('VES'), EUR, rates)).toEqual({
      amount: '30.000000',
      rate: '10000000.0000',
    });
    expect(convertAmount(decimal('1'), EUR, currency('KRW'), rates).amount).toBe('1320.060000');
  });

  test('keeps 12 digits of a rate when rounding carries over', () => {
    const rates = ratesSet({ USD: '9.999999999999', GBP: '999999999999.9' });
    expect(convertAmount(decimal('1'), EUR, USD, rates).rate).toBe('10.0000000000');
    expect(convertAmount(decimal('1'), EUR, GBP, rates).rate).toBe('1000000000000');
  });

  test('keeps an amount in its own currency, even one without a rate', () => {
    expect(convertAmount(decimal('1.5'), RUB, RUB, ratesSet({}))).toEqual({
      amount: '1.500000',
      rate: '1.00000000000',
    });
  });

  test('brings an amount back within half a millionth of either currency, which is within a cent for every usual pair', () => {
    // Two roundings of at most half a millionth; the first one is multiplied by the rate of the way back.
    const anyRate = fc.integer({ min: 1, max: 200_000_000 });
    const upToAMillion = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }).map(formatDecimal);
    fc.assert(
      fc.property(upToAMillion, anyRate, anyRate, (amount, usd, gbp) => {
        const rates = ratesSet({ USD: (usd / 10_000).toFixed(4), GBP: (gbp / 10_000).toFixed(4) });
        const there = convertAmount(amount, USD, GBP, rates).amount;
        const back = convertAmount(there, GBP, USD, rates).amount;
        const off = Number(parseDecimal(back) ?? 0n) - Number(parseDecimal(amount) ?? 0n);
        expect(Math.abs(off)).toBeLessThanOrEqual(0.5 * (usd / gbp) + 0.5 + 1e-9);
        if (usd / gbp < 19_999) expect(Math.abs(off)).toBeLessThanOrEqual(10_000);
      }),
      PROPERTY,
    );
  });

  test('converts a refund to the exact negative of the sale', () => {
    fc.assert(
      fc.property(anyAmount, (amount) => {
        const opposite = decimal(amount.startsWith('-') ? amount.slice(1) : `-${amount}`);
        const sale = convertAmount(amount, USD, GBP, ratesSet()).amount;
        const refund = convertAmount(opposite, USD, GBP, ratesSet()).amount;
        expect((parseDecimal(sale) ?? 1n) + (parseDecimal(refund) ?? 1n)).toBe(0n);
      }),
      PROPERTY,
    );
  });

  test('refuses a result of more than 15 integer digits', () => {
    const most = decimal('999999999999999');
    expect(() => convertAmount(most, USD, currency('IDR'), ratesSet())).toThrow(
      expect.objectContaining({ code: 'INVALID_AMOUNT' }),
    );
  });
});

describe('a missing rate', () => {
  test.each([
    ['of the source', RUB, EUR],
    ['of the account', EUR, RUB],
  ])('%s is an error that names currency, date and provider', (_, from, to) => {
    expect(() => convertAmount(decimal('1'), from, to, ratesSet())).toThrow(
      expect.objectContaining({
        code: 'RATE_MISSING',
        message: expect.stringMatching(/RUB on 2026-11-22/),
        facts: { currency: 'RUB', date: '2026-11-22', quoteDate: '2026-11-20', provider: 'rates-a' },
      }),
    );
  });

  test.each(['0', '0.0', '-1.2', '', 'abc', 'NaN', 'Infinity', '1,2', '1e999', '1e-13', ' 1.2', '0x10'])(
    'is what a rate of %j counts as',
    (rate) => {
      const rates = ratesSet({ ...ECB_RATES, RUB: rate });
      expect(() => convertAmount(decimal('1'), RUB, EUR, rates)).toThrow(
        expect.objectContaining({ code: 'RATE_MISSING', facts: expect.objectContaining({ currency: 'RUB', rate }) }),
      );
    },
  );
});
