// Judges single cells: each gives the typed value, or the problem with what is expected instead.
import { isIsoDate } from '../calendar/dates.ts';
import { isSourceId } from '../ids.ts';
import type { CurrencyCode, IsoDate, SourceId } from '../ids.ts';
import { isCurrency } from '../money/currency.ts';
import { parseDecimal } from '../money/decimal.ts';
import type { Micros } from '../money/decimal.ts';
import { LineProblem, quote } from './line-problem.ts';

/** Where a line without a source comes from. */
export const DEFAULT_IMPORT_SOURCE = 'import';

export function judgeDate(text: string): IsoDate | LineProblem {
  if (isIsoDate(text)) return text;
  return new LineProblem('invalid-date', `${quote(text)} is not a calendar date; write it as YYYY-MM-DD.`);
}

export function judgeAmount(text: string): Micros | LineProblem {
  const micros = parseDecimal(text);
  if (micros !== null) return micros;
  return new LineProblem('invalid-amount', `${quote(text)} is not an amount: ${explainAmount(text)}.`);
}

export function judgeCurrency(text: string): CurrencyCode | LineProblem {
  if (isCurrency(text)) return text;
  return new LineProblem(
    'unknown-currency',
    `${quote(text)} is not an ISO 4217 currency; write its three letters in capitals, such as EUR.`,
  );
}

/** An empty cell means the default source. */
export function judgeSource(text: string): SourceId | LineProblem {
  const source = text === '' ? DEFAULT_IMPORT_SOURCE : text;
  if (isSourceId(source)) return source;
  return new LineProblem(
    'invalid-source',
    `${quote(text)} is not a source name; use lower-case letters, digits and "-", at most 32, or leave the cell empty.`,
  );
}

/** The most likely mistake first, then the rule. */
function explainAmount(text: string): string {
  if (text === '') return 'the cell is empty; write 0 for a day without revenue, or leave the line out';
  if (text.includes(',')) return 'write a dot before the fraction and no thousands separators, such as 1234.56';
  if (/^[+-]?[\d.]+e[+-]?\d+$/i.test(text)) return 'write all digits instead of an exponent, such as 1200.5';
  return 'write digits, a dot and at most 6 fraction digits, such as 1234.56 or -3.10';
}
