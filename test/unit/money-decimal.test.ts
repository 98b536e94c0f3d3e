// Exact decimals: what is read, what is written, and how a half is rounded.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { divideHalfEven, formatDecimal, parseDecimal, sumDecimals } from '../../src/domain/money/decimal.ts';
import { anyAmount, decimal, PROPERTY } from './money-builders.ts';

const LIMIT = 10n ** 21n;
const anyMicros = fc.bigInt({ min: 1n - LIMIT, max: LIMIT - 1n });
const abs = (value: bigint): bigint => (value < 0n ? -value : value);

describe('reading an amount', () => {
  test.each([
    ['0', 0n],
    ['-0', 0n],
    ['1', 1_000_000n],
    ['+1.5', 1_500_000n],
    ['-12.345678', -12_345_678n],
    ['007.10', 7_100_000n],
    ['999999999999999.999999', 999_999_999_999_999_999_999n],
  ])('takes %s', (text, micros) => {
    expect(parseDecimal(text)).toBe(micros);
  });

  test.each([
    '',
    ' 1',
    '1 ',
    '1.',
    '.5',
    '1e3',
    '1,5',
    '1.2345678',
    '1000000000000000',
    '--1',
    '0x1',
    'NaN',
    '١',
    '1\n',
  ])('refuses %j', (text) => {
    expect(parseDecimal(text)).toBeNull();
  });

  test('gives back every amount that was written', () => {
    fc.assert(
      fc.property(anyMicros, (micros) => {
        expect(parseDecimal(formatDecimal(micros))).toBe(micros);
      }),
      PROPERTY,
    );
  });
});

describe('writing an amount', () => {
  test.each([
    [0n, '0.000000'],
    [-1n, '-0.000001'],
    [1_500_000n, '1.500000'],
    [-12_345_678n, '-12.345678'],
  ])('writes %s millionths as %s', (micros, text) => {
    expect(formatDecimal(micros)).toBe(text);
  });

  test('refuses an amount of more than 15 integer digits instead of writing what nobody reads back', () => {
    expect(() => formatDecimal(LIMIT)).toThrow(expect.objectContaining({ code: 'INVALID_AMOUNT' }));
    expect(() => formatDecimal(-LIMIT)).toThrow(expect.objectContaining({ code: 'INVALID_AMOUNT' }));
  });
});

describe('rounding half-even', () => {
  test.each([
    [5n, 2n, 2n],
    [7n, 2n, 4n],
    [-5n, 2n, -2n],
    [-7n, 2n, -4n],
    [5n, -2n, -2n],
    [-5n, -2n, 2n],
    [1n, 3n, 0n],
    [2n, 3n, 1n],
    [-2n, 3n, -1n],
    [0n, 7n, 0n],
    [6n, 3n, 2n],
  ])('divides %s by %s to %s', (numerator, denominator, quotient) => {
    expect(divideHalfEven(numerator, denominator)).toBe(quotient);
  });

  const anyDivision = fc.tuple(
    fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
    fc.bigInt({ min: -1000n, max: 1000n }).filter((value) => value !== 0n),
  );

  test('is never off by more than half, and lands on an even number when it is off by exactly half', () => {
    fc.assert(
      fc.property(anyDivision, ([numerator, denominator]) => {
        const quotient = divideHalfEven(numerator, denominator);
        const doubledError = 2n * abs(numerator - quotient * denominator);
        expect(doubledError <= abs(denominator)).toBe(true);
        if (doubledError === abs(denominator)) expect(quotient % 2n).toBe(0n);
      }),
      PROPERTY,
    );
  });

  test('treats gains and losses alike', () => {
    fc.assert(
      fc.property(anyDivision, ([numerator, denominator]) => {
        expect(divideHalfEven(-numerator, denominator)).toBe(-divideHalfEven(numerator, denominator));
      }),
      PROPERTY,
    );
  });
});

describe('summing', () => {
  test('has no trouble with tenths', () => {
    expect(sumDecimals([decimal('0.1'), decimal('0.2'), decimal('-0.300001')])).toBe('-0.000001');
  });

  test('of nothing is zero', () => {
    expect(sumDecimals([])).toBe('0.000000');
  });

  test('does not depend on the order', () => {
    fc.assert(
      fc.property(fc.array(anyAmount), (amounts) => {
        expect(sumDecimals(amounts.toReversed())).toBe(sumDecimals(amounts));
      }),
      PROPERTY,
    );
  });

  test('refuses a sum beyond 15 integer digits', () => {
    const most = decimal('999999999999999.999999');
    expect(() => sumDecimals([most, decimal('0.000001')])).toThrow(expect.objectContaining({ code: 'INVALID_AMOUNT' }));
  });
});
