// Sorts any number of imported rows by account, date and source in bounded memory: sorted parts go to temporary files and are merged.
// A day whose lines lie far apart in the file is then still written once, whole.
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { AcceptedRow } from '../domain/import/revenue-csv.ts';

/** About 10 MB. */
const ROWS_IN_MEMORY = 50_000;

export class RowSorter {
  private rows: AcceptedRow[] = [];
  private readonly files: string[] = [];
  private folder: string | null = null;
  private readonly limit: number;

  constructor(limit: number = ROWS_IN_MEMORY) {
    this.limit = limit;
  }

  async add(rows: readonly AcceptedRow[]): Promise<void> {
    this.rows.push(...rows);
    if (this.rows.length >= this.limit) await this.spill();
  }

  /** Every row once, in order. Call when all are added. */
  sorted(): AsyncGenerator<AcceptedRow> {
    const rest = fromMemory(this.rows.toSorted(compareRows));
    return merge([rest, ...this.files.map(fromFile)]);
  }

  /** Deletes the temporary files. */
  async close(): Promise<void> {
    if (this.folder !== null) await rm(this.folder, { recursive: true, force: true });
  }

  private async spill(): Promise<void> {
    this.folder ??= await mkdtemp(join(tmpdir(), 'morrow-import-'));
    const file = join(this.folder, `${this.files.length}.ndjson`);
    const lines = this.rows.toSorted(compareRows).map((row) => `${JSON.stringify(row)}\n`);
    await writeFile(file, lines.join(''), { mode: 0o600 });
    this.files.push(file);
    this.rows = [];
  }
}

const keyOf = ({ accountId, date, sourceId }: AcceptedRow): string => `${accountId}/${date}/${sourceId}`;

function compareRows(a: AcceptedRow, b: AcceptedRow): number {
  const [left, right] = [keyOf(a), keyOf(b)];
  if (left === right) return a.line - b.line;
  return left < right ? -1 : 1;
}

export const sameFigure = (a: AcceptedRow, b: AcceptedRow): boolean => keyOf(a) === keyOf(b);

async function* fromMemory(rows: readonly AcceptedRow[]): AsyncGenerator<AcceptedRow> {
  yield* rows;
}

async function* fromFile(file: string): AsyncGenerator<AcceptedRow> {
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity });
  for await (const line of lines) {
    // Written by `spill` a moment ago, readable by this user only.
    const row: AcceptedRow = JSON.parse(line);
    yield row;
  }
}

interface Head {
  readonly row: AcceptedRow;
  readonly key: string;
  readonly rest: AsyncGenerator<AcceptedRow>;
}

async function nextHead(rest: AsyncGenerator<AcceptedRow>): Promise<Head | null> {
  const next = await rest.next();
  return next.done === true ? null : { row: next.value, key: keyOf(next.value), rest };
}

/** Sorted sequences -> one sorted sequence. There are few: one per 50,000 rows. */
async function* merge(sequences: readonly AsyncGenerator<AcceptedRow>[]): AsyncGenerator<AcceptedRow> {
  const heads = (await Promise.all(sequences.map(nextHead))).filter((head) => head !== null);
  while (heads.length > 0) {
    const index = indexOfSmallest(heads);
    const [smallest] = heads.splice(index, 1);
    if (smallest === undefined) return;
    yield smallest.row;
    const next = await nextHead(smallest.rest);
    if (next !== null) heads.push(next);
  }
}

const indexOfSmallest = (heads: readonly Head[]): number =>
  heads.reduce((best, head, index) => (precedes(head, heads[best]) ? index : best), 0);

const precedes = (a: Head, b: Head | undefined): boolean =>
  b === undefined || a.key < b.key || (a.key === b.key && a.row.line < b.row.line);
