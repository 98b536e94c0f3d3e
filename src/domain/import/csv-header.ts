// Finds the columns of a CSV by name, in any order, as spreadsheets and people write them.
import { DomainError } from '../domain-error.ts';
import { LineProblem, quote } from './line-problem.ts';

/** One line of a file, split into cells already; `line` counts from 1 with the header. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

export interface CsvLayout<Column extends string> {
  /** The trimmed cell of the column; undefined when the header does not have it. */
  readonly cell: (record: CsvRecord, column: Column) => string | undefined;
  /** Null when the line has as many cells as the header. */
  readonly judgeLength: (record: CsvRecord) => LineProblem | null;
  /** Columns of the file that nobody reads, as the header writes them. */
  readonly ignoredColumns: readonly string[];
}

export interface CsvColumns<Column extends string> {
  readonly required: readonly Column[];
  readonly optional: readonly Column[];
}

/**
 * Names are compared without case, surrounding spaces and byte order mark.
 * @throws DomainError INVALID_CSV when a required column is missing or a known one comes twice.
 */
export function readHeader<Column extends string>(
  header: readonly string[],
  { required, optional }: CsvColumns<Column>,
): CsvLayout<Column> {
  // trim() takes the byte order mark along.
  const names = header.map((name) => name.trim().toLowerCase());
  const known: readonly Column[] = [...required, ...optional];
  const twice = known.find((column) => names.indexOf(column) !== names.lastIndexOf(column));
  if (twice !== undefined) throw invalidHeader(`names the column "${twice}" twice`, { column: twice });
  const missing = required.find((column) => !names.includes(column));
  if (missing !== undefined) throw missingColumn(missing, names, { required, optional });
  const indexes = new Map<Column, number>(known.map((column) => [column, names.indexOf(column)]));
  return {
    cell: ({ cells }, column) => cells[indexes.get(column) ?? -1]?.trim(),
    judgeLength: (record) => judgeLength(record, header.length),
    ignoredColumns: names.filter((name) => !known.some((column) => column === name)),
  };
}

function judgeLength({ cells }: CsvRecord, expected: number): LineProblem | null {
  if (cells.length === expected) return null;
  return new LineProblem(
    'wrong-cell-count',
    `The line has ${cells.length} cells, the header ${expected}; put a cell that contains a comma in double quotes.`,
  );
}

function missingColumn(
  column: string,
  names: readonly string[],
  { required, optional }: CsvColumns<string>,
): DomainError {
  const separator = names.length === 1 ? /[;\t|]/.exec(names[0] ?? '')?.[0] : undefined;
  if (separator !== undefined) {
    return invalidHeader(`is separated by ${quote(separator)}; separate the columns by commas`, { column });
  }
  const expected = [...required, ...optional.map((name) => `[${name}]`)].join(',');
  return invalidHeader(`has no column "${column}"; expected are ${expected}, in any order`, { column });
}

const invalidHeader = (problem: string, facts: { readonly column: string }): DomainError =>
  new DomainError('INVALID_CSV', `The header line of the CSV ${problem}.`, facts);
