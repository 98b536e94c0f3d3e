// Amounts as people read them. They arrive as exact decimal text and are grouped as text: no digit is ever recomputed.
// What was only computed arrives as a number and is rounded.
const THOUSANDS = /\B(?=(\d{3})+(?!\d))/g;

/** `1234567.5` -> `1,234,567.5`; the minus sign is the typographic one, as wide as a plus. */
export function formatAmount(amount: string): string {
  const [whole = '', fraction] = amount.replace('-', '').split('.');
  const grouped = whole.replace(THOUSANDS, ',');
  const sign = amount.startsWith('-') ? '−' : '';
  return fraction === undefined ? `${sign}${grouped}` : `${sign}${grouped}.${fraction}`;
}

/** A difference: `+1,234.50`, `−20.00`, `0.00`. */
export const formatSigned = (amount: string): string =>
  Number(amount) > 0 ? `+${formatAmount(amount)}` : formatAmount(amount);

/** What is not there is a dash. */
export const amountOf = (part: { readonly amount: string } | null | undefined): string =>
  part === null || part === undefined ? '–' : formatAmount(part.amount);

export const formatMoney = (amount: string, currency: string): string => `${formatAmount(amount)} ${currency}`;

const LARGE = 100_000;

/** Sums that were computed, one below the other: with the digits of their currency, or without where the largest is large. */
export function formatAlike(amounts: readonly number[], currency: string): readonly string[] {
  const isLarge = amounts.some((amount) => Math.abs(amount) >= LARGE);
  const digits = isLarge ? 0 : digitsOf(currency);
  return amounts.map((amount) => formatAmount(rounded(amount, digits)));
}

/** A figure that was computed, with the digits of its currency; what is not known is a dash. */
export const formatComputed = (figure: number | null, currency: string): string =>
  figure === null ? '–' : formatAmount(rounded(figure, digitsOf(currency)));

/** Nothing has no sign. */
const rounded = (figure: number, digits: number): string => figure.toFixed(digits).replace(/^-(?=[0.]+$)/, '');

const digitsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** For axes, where room is short: `1.2M`. */
export function formatShort(value: number): string {
  const absolute = Math.abs(value);
  const [divisor, unit] = UNITS.find(([from]) => absolute >= from) ?? [1, ''];
  const digits = absolute / divisor >= 100 || Number.isInteger(value / divisor) ? 0 : 1;
  return `${(value / divisor).toFixed(digits)}${unit}`.replace('-', '−');
}

const UNITS: readonly (readonly [number, string])[] = [
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** A share as signed percent: `+3.2 %`; what is nothing to divide by has none. */
export function formatChange(from: number, to: number): string | null {
  if (from === 0 || !Number.isFinite(from) || !Number.isFinite(to)) return null;
  return formatSignedPercent((to - from) / Math.abs(from));
}

export function formatSignedPercent(share: number): string {
  const percent = Math.abs(share * 100);
  const text = percent >= 100 ? percent.toFixed(0) : percent.toFixed(1);
  const sign = Number(text) === 0 ? '' : share > 0 ? '+' : '−';
  return `${sign}${text} %`;
}

export const formatPercent = (share: number): string => `${(share * 100).toFixed(share >= 0.1 ? 0 : 1)} %`;
