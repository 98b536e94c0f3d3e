// Adds amounts as they are written and keeps their number of fraction digits; a float would lose cents.
import type { DecimalString } from '../ids.ts';
import { DECIMAL_SCALE, formatScaled, toMicros } from './decimal.ts';

/** The exact sum, with as many fraction digits as the finest amount has. */
export function exactSum(amounts: readonly DecimalString[]): DecimalString {
  const digits = amounts.reduce((finest, amount) => Math.max(finest, fractionDigits(amount)), 0);
  const micros = amounts.reduce((sum, amount) => sum + toMicros(amount), 0n);
  return formatScaled(micros / 10n ** BigInt(DECIMAL_SCALE - digits), digits);
}

/** a - b, with as many fraction digits as the finer one has. */
export function exactDifference(a: DecimalString, b: DecimalString): DecimalString {
  const digits = Math.max(fractionDigits(a), fractionDigits(b));
  return formatScaled((toMicros(a) - toMicros(b)) / 10n ** BigInt(DECIMAL_SCALE - digits), digits);
}

const fractionDigits = (amount: string): number => amount.split('.')[1]?.length ?? 0;
