// Splits CSV text of any size into records, a few at a time. What the cells mean is judged elsewhere.
import { Readable } from 'node:stream';
import { CsvError, parse, type Options } from 'csv-parse';
import { z } from 'zod';
import { MorrowError } from '../contract/errors.ts';
import type { CsvRecord } from '../domain/import/csv-header.ts';

export type TextSource = string | AsyncIterable<string | Uint8Array>;

/** Characters of one line: an unclosed quote must not swallow the file into memory. */
const RECORD_MAX = 10_000;

const OPTIONS: Options = {
  bom: true,
  info: true,
  relax_column_count: true,
  skip_empty_lines: true,
  max_record_size: RECORD_MAX,
};

const parsedRecord = z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) });

/** Every record with its line, the header first. @throws MorrowError INVALID_CSV naming the line. */
export async function* readCsv(source: TextSource): AsyncGenerator<CsvRecord> {
  const input = Readable.from(typeof source === 'string' ? [source] : source);
  const parser = parse(OPTIONS);
  // Destroyed with its cause, the parser ends the loop below; without this an aborted upload would hang it.
  input.on('error', (error) => parser.destroy(error));
  input.pipe(parser);
  try {
    for await (const parsed of parser) {
      const { record, info } = parsedRecord.parse(parsed);
      yield { line: info.lines, cells: record };
    }
  } catch (error) {
    throw error instanceof CsvError ? invalidCsv(error) : error;
  } finally {
    input.destroy();
  }
}

/** Splits off the header. @throws MorrowError INVALID_CSV when there is none. */
export async function readHeaderRecord(records: AsyncGenerator<CsvRecord>): Promise<readonly string[]> {
  const first = await records.next();
  if (first.done === true) throw new MorrowError('INVALID_CSV', 'The CSV is empty.');
  return first.value.cells;
}

/** At most `size` items together. */
export async function* inBatches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function invalidCsv(error: CsvError): MorrowError {
  const line = Number(error['lines'] ?? 0);
  return new MorrowError('INVALID_CSV', `Line ${line} of the CSV cannot be read: ${explain(error.code)}.`, {
    facts: { line },
    cause: error,
  });
}

function explain(code: string): string {
  switch (code) {
    case 'CSV_MAX_RECORD_SIZE':
      return `it is longer than ${RECORD_MAX} characters; look for a double quote that is not closed`;
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a double quote is not closed';
    default:
      return 'its double quotes are not well-formed';
  }
}
