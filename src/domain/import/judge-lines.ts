// Sorts the lines of a file into taken, repeated and rejected.
// The same figure twice counts once; two figures for one key are a conflict that only a person can decide.
import { formatDecimal } from '../money/decimal.ts';
import type { Micros } from '../money/decimal.ts';
import type { CsvRecord } from './csv-header.ts';
import { LineProblem } from './line-problem.ts';
import type { RejectedLine } from './line-problem.ts';

export interface Figure {
  /** Everything that makes two lines speak of the same figure, such as account, date and source. */
  readonly key: string;
  readonly amount: Micros;
}

export type Numbered<Row> = Row & { readonly line: number };

/** Every line is in exactly one of the three lists, each in the order of the file. */
export interface SortedLines<Row> {
  readonly accepted: readonly Numbered<Row>[];
  readonly rejected: readonly RejectedLine[];
  /** Lines that say again what an accepted one says; they count once. */
  readonly repeatedLines: readonly number[];
}

/** The first line of a key stands; later ones are measured by it. */
export function judgeLines<Row extends Figure>(
  records: readonly CsvRecord[],
  judge: (record: CsvRecord) => Row | LineProblem,
): SortedLines<Row> {
  const accepted = new Map<string, Numbered<Row>>();
  const rejected: RejectedLine[] = [];
  const repeatedLines: number[] = [];
  for (const record of records) {
    const { line } = record;
    const row = judge(record);
    const earlier = row instanceof LineProblem ? undefined : accepted.get(row.key);
    if (row instanceof LineProblem) rejected.push({ line, code: row.code, reason: row.reason });
    else if (earlier === undefined) accepted.set(row.key, { ...row, line });
    else if (earlier.amount === row.amount) repeatedLines.push(line);
    else rejected.push(conflictWith(earlier, line));
  }
  return { accepted: [...accepted.values()], rejected, repeatedLines };
}

function conflictWith(earlier: Numbered<Figure>, line: number): RejectedLine {
  const amount = formatDecimal(earlier.amount);
  const reason = `Line ${earlier.line} states another amount (${amount}) for the same day; keep one of the two.`;
  return { line, code: 'conflicting-duplicate', reason };
}
