// Decimal texts of any precision as exact fractions: for exchange rates and for doubles, never for stored amounts.

/** numerator / denominator; the denominator is a positive power of ten. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const NUMBER = /^([+-]?)(\d{1,40})(?:\.(\d{1,40}))?(?:[eE]([+-]?\d{1,3}))?$/;

/** Reads a plain decimal or the exponent form a JSON number may be printed in (1e-7), exactly. Null when it is neither. */
export function parseFraction(text: string): Fraction | null {
  const match = NUMBER.exec(text);
  if (match === null) return null;
  const [, sign, integer = '', fraction = '', exponent = '0'] = match;
  const digits = BigInt(integer + fraction);
  const signed = sign === '-' ? -digits : digits;
  const power = Number(exponent) - fraction.length;
  return power >= 0
    ? { numerator: signed * 10n ** BigInt(power), denominator: 1n }
    : { numerator: signed, denominator: 10n ** BigInt(-power) };
}
