// Rows as CSV or JSON, a piece at a time, so that memory does not grow with their number.
import { stringify } from 'csv-stringify/sync';

export const EXPORT_FORMATS = ['csv', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Truths are written as `true` and `false`, what is unknown as an empty cell or null. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

/** @param columns of a CSV, in order; JSON has what a row has. */
export const writeRows = (
  format: ExportFormat,
  columns: readonly string[],
  pieces: AsyncIterable<readonly Row[]>,
): AsyncGenerator<string> => (format === 'csv' ? writeCsv(columns, pieces) : writeJson(pieces));

async function* writeCsv(columns: readonly string[], pieces: AsyncIterable<readonly Row[]>): AsyncGenerator<string> {
  let text = stringify([[...columns]]);
  for await (const rows of pieces) {
    yield text + stringify([...rows], { columns: [...columns], cast: { boolean: String } });
    text = '';
  }
  if (text !== '') yield text;
}

async function* writeJson(pieces: AsyncIterable<readonly Row[]>): AsyncGenerator<string> {
  let separator = '[\n';
  for await (const rows of pieces) {
    if (rows.length === 0) continue;
    yield separator + rows.map((row) => JSON.stringify(row)).join(',\n');
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}
