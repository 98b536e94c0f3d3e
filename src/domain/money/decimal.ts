// Exact amounts: decimals of scale 6 on bigint. No floating point number ever touches money here.
import { DomainError } from '../domain-error.ts';
import type { DecimalString } from '../ids.ts';

/** An amount in millionths of a currency unit: 1.50 EUR is 1_500_000n. */
export type Micros = bigint;

export const DECIMAL_SCALE = 6;
const MAX_INTEGER_DIGITS = 15;
const DECIMAL = /^([+-]?)(\d{1,15})(?:\.(\d{1,6}))?$/;

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/**
 * Reads a plain decimal: optional sign, 1 to 15 integer digits, at most 6 fraction digits, no exponent, no spaces.
 * Null when the text is anything else.
 */
export function parseDecimal(text: string): Micros | null {
  const match = DECIMAL.exec(text);
  if (match === null) return null;
  const [, sign, integer = '', fraction = ''] = match;
  const micros = BigInt(integer + fraction.padEnd(DECIMAL_SCALE, '0'));
  return sign === '-' ? -micros : micros;
}

export const isDecimal = (text: string): text is DecimalString => DECIMAL.test(text);

/** The amount behind a decimal string. @throws DomainError INVALID_AMOUNT when the brand lied, e.g. on damaged stored data. */
export function toMicros(amount: DecimalString): Micros {
  const micros = parseDecimal(amount);
  if (micros === null) throw invalidAmount(amount);
  return micros;
}

/** Writes exactly 6 fraction digits; zero has no sign. @throws DomainError INVALID_AMOUNT beyond 15 integer digits. */
export const formatDecimal = (micros: Micros): DecimalString => formatScaled(micros, DECIMAL_SCALE);

/**
 * Writes `units` of 10^-`fractionDigits` (0 to 6) with exactly that many fraction digits, no point when there are none.
 * @throws DomainError INVALID_AMOUNT beyond 15 integer digits, so that `parseDecimal` reads every result.
 */
export function formatScaled(units: bigint, fractionDigits: number): DecimalString {
  const digits = magnitude(units)
    .toString()
    .padStart(fractionDigits + 1, '0');
  const point = digits.length - fractionDigits;
  const fraction = fractionDigits === 0 ? '' : `.${digits.slice(point)}`;
  const text = `${units < 0n ? '-' : ''}${digits.slice(0, point)}${fraction}`;
  if (!isDecimal(text)) throw invalidAmount(text);
  return text;
}

/** The quotient as an integer; a tie goes to the even one. @throws RangeError when the denominator is zero. */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const doubledRemainder = 2n * magnitude(numerator % denominator);
  const half = magnitude(denominator);
  const roundsAway = doubledRemainder > half || (doubledRemainder === half && quotient % 2n !== 0n);
  if (!roundsAway) return quotient;
  return numerator < 0n === denominator < 0n ? quotient + 1n : quotient - 1n;
}

/** The exact sum, with 6 fraction digits; "0.000000" of nothing. @throws DomainError INVALID_AMOUNT beyond 15 integer digits. */
export function sumDecimals(amounts: readonly DecimalString[]): DecimalString {
  return formatDecimal(amounts.reduce((sum, amount) => sum + toMicros(amount), 0n));
}

function invalidAmount(text: string): DomainError {
  const shown = text.slice(0, 60);
  return new DomainError(
    'INVALID_AMOUNT',
    `"${shown}" is not an amount of at most ${MAX_INTEGER_DIGITS} integer and ${DECIMAL_SCALE} fraction digits.`,
    { amount: shown },
  );
}
