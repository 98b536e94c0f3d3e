// Exact decimals for the second opinion of raw-totals.ts: whole numbers of millionths, rounding through the floor.

/** Fraction digits that amounts are kept with. */
export const MICROS = 6;

export const toMicros = (text: string): bigint => scaled(text, MICROS);

/** The text as a whole number of 10^-digits; throws when it is more precise than that. */
export function scaled(text: string, digits: number): bigint {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === '' || fraction.length > digits) throw new Error(`"${text}" is no decimal of ${digits} digits.`);
  return BigInt(`${sign}${whole}${fraction.padEnd(digits, '0')}`);
}

/** To the nearest whole number, of two equally near ones to the even one. The divisor is positive. */
export function divideToEven(value: bigint, divisor: bigint): bigint {
  const rest = ((value % divisor) + divisor) % divisor;
  const below = (value - rest) / divisor;
  if (2n * rest === divisor) return below % 2n === 0n ? below : below + 1n;
  return 2n * rest < divisor ? below : below + 1n;
}

/** Writes exactly that many fraction digits. */
export function decimalText(units: bigint, digits: number): string {
  const figures = (units < 0n ? -units : units).toString().padStart(digits + 1, '0');
  const point = figures.length - digits;
  return `${units < 0n ? '-' : ''}${figures.slice(0, point)}${digits === 0 ? '' : `.${figures.slice(point)}`}`;
}
