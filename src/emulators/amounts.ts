// Millionths to decimal text, exactly; sums of many are bigint because they may leave the exact range of a number.

/** @param digits fraction digits to show, 0..6; the amount must have no more than that. */
export function decimalText(micros: number | bigint, digits: number): string {
  const text = micros.toString();
  const negative = text.startsWith('-');
  const figures = (negative ? text.slice(1) : text).padStart(7, '0');
  const fraction = digits === 0 ? '' : `.${figures.slice(-6, figures.length - 6 + digits)}`;
  return `${negative ? '-' : ''}${figures.slice(0, -6)}${fraction}`;
}
