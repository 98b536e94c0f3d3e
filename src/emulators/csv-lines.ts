// Walks over the lines of our own three-column data files without keeping them: what stays in memory is the caller's arrays.
import { readFileSync } from 'node:fs';
import { parseDay, type Day } from './days.ts';

export interface DatedLine {
  readonly day: Day;
  /** The text column: a series or a currency. */
  readonly name: string;
  readonly value: number;
}

/** @param dayColumn which column (0 or 1) holds the day; the other one of the two is the name, the third the value. */
export function* datedLines(file: string, dayColumn: 0 | 1): Generator<DatedLine> {
  const lines = readFileSync(file, 'latin1').split('\n');
  for (const line of lines.slice(1)) {
    if (line === '') continue;
    const columns = line.trimEnd().split(',');
    const day = parseDay(columns[dayColumn] ?? '');
    const name = columns[1 - dayColumn];
    const value = Number(columns[2]);
    if (day === null || !name || !Number.isFinite(value)) throw new Error(`${file}: cannot read the line "${line}".`);
    yield { day, name, value };
  }
}
