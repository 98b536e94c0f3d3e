// ISO 4217 codes and the one rounding to a currency's own fraction digits.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  currencyExponent,
  isCurrency,
  parseCurrency,
  roundNumberToCurrency,
  roundToCurrency,
} from '../../src/domain/money/currency.ts';
import { parseDecimal } from '../../src/domain/money/decimal.ts';
import { anyAmount, currency, decimal, PROPERTY } from './money-builders.ts';

describe('the table of currencies', () => {
  test.each([
    [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
    [3, 'BHD IQD JOD KWD LYD OMR TND'],
    [4, 'CLF UYW'],
    [2, 'EUR USD GBP CHF SEK PLN HUF TRY BRL INR CNY IDR RUB XCG ZWG SLE'],
  ])('gives %i fraction digits to %s', (exponent, codes) => {
    for (const code of codes.split(' ')) expect([code, currencyExponent(currency(code))]).toEqual([code, exponent]);
  });

  test('agrees with the runtime on the codes that ISO 4217 and CLDR both know to be rounded the same', () => {
    // CLDR rounds some currencies by custom (HUF, COP, IQD ...), so only those that have ISO digits there are compared.
    const intlDigits = (code: string): number | undefined =>
      new Intl.NumberFormat('en', { style: 'currency', currency: code }).resolvedOptions().maximumFractionDigits;
    for (const code of [
      'EUR',
      'USD',
      'GBP',
      'JPY',
      'KRW',
      'VND',
      'CLP',
      'KWD',
      'BHD',
      'TND',
      'JOD',
      'OMR',
      'CLF',
      'UYI',
    ]) {
      expect([code, currencyExponent(currency(code))]).toEqual([code, intlDigits(code)]);
    }
  });

  test('still knows currencies that were withdrawn while history in them is kept', () => {
    expect(['BGN', 'HRK', 'ANG', 'ZWL'].filter((code) => !isCurrency(code))).toEqual([]);
  });

  test.each(['', 'eur', 'EURO', 'DEM', 'XXX', 'XAU', 'ABC', ' EUR', 'constructor'])(
    'refuses %j and names it',
    (text) => {
      expect(isCurrency(text)).toBe(false);
      expect(() => parseCurrency(text)).toThrow(
        expect.objectContaining({ code: 'UNKNOWN_CURRENCY', message: expect.stringContaining(`"${text}"`) }),
      );
    },
  );
});

describe('rounding an amount to its currency', () => {
  // Expected values: Python 3 decimal, quantize with ROUND_HALF_EVEN.
  test.each([
    ['1.005', 'EUR', '1.00'],
    ['1.015', 'EUR', '1.02'],
    ['-1.995', 'EUR', '-2.00'],
    ['2.5', 'JPY', '2'],
    ['3.5', 'JPY', '4'],
    ['-2.5', 'JPY', '-2'],
    ['1.0005', 'KWD', '1.000'],
    ['1.0015', 'KWD', '1.002'],
    ['0.00005', 'CLF', '0.0000'],
    ['0.00015', 'CLF', '0.0002'],
    ['123456789012345.678501', 'USD', '123456789012345.68'],
  ])('rounds %s %s to %s', (amount, code, rounded) => {
    expect(roundToCurrency(decimal(amount), currency(code))).toBe(rounded);
  });

  test('writes no minus before zero', () => {
    expect(roundToCurrency(decimal('-0.004'), currency('EUR'))).toBe('0.00');
    expect(roundToCurrency(decimal('-0.5'), currency('JPY'))).toBe('0');
  });

  test('changes nothing the second time, and the result is an amount again', () => {
    const anyCurrency = fc.constantFrom('EUR', 'JPY', 'KWD', 'CLF').map(currency);
    fc.assert(
      fc.property(anyAmount, anyCurrency, (amount, code) => {
        const rounded = roundToCurrency(amount, code);
        expect(parseDecimal(rounded)).not.toBeNull();
        expect(roundToCurrency(rounded, code)).toBe(rounded);
      }),
      PROPERTY,
    );
  });
});

describe('rounding a forecast to its currency', () => {
  test.each([
    [293.428571428571, 'EUR', '293.43'],
    [2.675, 'USD', '2.68'],
    [0.125, 'USD', '0.12'],
    [-0.004, 'USD', '0.00'],
    [1e-7, 'USD', '0.00'],
    [5e-324, 'JPY', '0'],
    [1.5, 'JPY', '2'],
    [0.1 + 0.2, 'KWD', '0.300'],
    [999_999_999_999_999, 'JPY', '999999999999999'],
    [-123_456.789, 'EUR', '-123456.79'],
  ])('rounds %d %s to %s', (value, code, rounded) => {
    expect(roundNumberToCurrency(value, currency(code))).toBe(rounded);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e15, -1e15, 1e300])(
    'refuses %d as the product of a failed fit',
    (value) => {
      expect(() => roundNumberToCurrency(value, currency('EUR'))).toThrow(
        expect.objectContaining({ code: 'FIT_FAILED' }),
      );
    },
  );

  test('agrees with the exact rounding of the same decimal text', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), (thousandths) => {
        const text = (thousandths / 1000).toString();
        expect(roundNumberToCurrency(thousandths / 1000, currency('EUR'))).toBe(
          roundToCurrency(decimal(text), currency('EUR')),
        );
      }),
      PROPERTY,
    );
  });
});
