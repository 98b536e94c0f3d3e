// Figures as people read them in a table: short, and `-` where nothing is known.
import { currencyExponent, isCurrency } from '../../src/domain/money/currency.ts';

/** `0.8123` -> `81.2 %`; what rounds to nothing has no sign. */
export const percent = (share: number | null): string | null =>
  share === null ? null : `${(share * 100).toFixed(1).replace(/^-0\.0$/, '0.0')} %`;

/** A computed amount with the digits of its currency; two where the code is none of today. */
export const units = (value: number | null, currency: string): string | null =>
  value === null ? null : value.toFixed(digitsOf(currency)).replace(/^-(?=[0.]*$)/, '');

const digitsOf = (currency: string): number => (isCurrency(currency) ? currencyExponent(currency) : 2);

/** `1 account`, `2 accounts`. */
export const countOf = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** To the minute, in UTC. */
export const minute = (instant: string | null): string | null =>
  instant === null ? null : `${instant.slice(0, 16).replace('T', ' ')}Z`;

/** One line for a label and its text, aligned below each other. */
export const labelled = (lines: readonly (readonly [string, string | number | null])[]): string =>
  lines
    .filter(([, text]) => text !== null && text !== '')
    .map(([label, text]) => `${`${label}:`.padEnd(LABEL_WIDTH)}${text}`)
    .join('\n');

const LABEL_WIDTH = 18;
