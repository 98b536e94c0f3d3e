// Revenue from a CSV of any size, `account,date,revenue,currency[,source]`. The whole file is judged before anything is written;
// lines that cannot be taken are reported and never stop the others.
import type { CsvRecord } from '../domain/import/csv-header.ts';
import { groupByDay, judgeRevenueRows, type AcceptedRow, type JudgedRevenue } from '../domain/import/revenue-csv.ts';
import { inBatches, readCsv, readHeaderRecord, type TextSource } from './csv.ts';
import { recordChange } from './audit.ts';
import { settleAudit } from './caller.ts';
import type { OperationsDeps } from './deps.ts';
import { ImportAccounts } from './import-accounts.ts';
import { ImportTally, type LineCounts } from './import-tally.ts';
import { addCounts, compareDays, NO_DAYS, writeDays, type DayCounts } from './revenue-writing.ts';
import { RowSorter, sameFigure } from './row-sorter.ts';
import { lastCompleteDay } from './run-requests.ts';

export interface ImportOptions {
  /** Judges and compares, writes nothing. */
  readonly dryRun?: boolean;
  /** Called now and then with the number of lines read so far. */
  readonly onProgress?: (lines: number) => void;
}

export interface ImportReport extends LineCounts {
  readonly dryRun: boolean;
  readonly days: DayCounts;
}

const BATCH = 1_000;

type ImportDeps = Pick<OperationsDeps, 'store' | 'clock' | 'timeZone'>;

/** Doing it twice changes nothing. @throws MorrowError INVALID_CSV when header or quoting cannot be read. */
export async function importCsv(
  deps: ImportDeps,
  source: TextSource,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const sorter = new RowSorter();
  const tally = new ImportTally();
  try {
    await judgeFile(deps, source, { sorter, tally, onProgress: options.onProgress });
    const dryRun = options.dryRun ?? false;
    const days = await saveRows(deps, distinctRows(sorter.sorted(), tally), dryRun ? compareDays : writeDays);
    const report = { dryRun, days, ...tally.counts() };
    if (dryRun) settleAudit();
    else await recordChange(deps, { action: 'revenue.import', subject: 'revenue', after: summaryOf(report) });
    return report;
  } finally {
    await sorter.close();
  }
}

const summaryOf = ({ days, lines, accepted, rejectedTotal }: ImportReport) => ({
  days,
  lines,
  accepted,
  rejectedTotal,
});

interface Judging {
  readonly sorter: RowSorter;
  readonly tally: ImportTally;
  readonly onProgress: ImportOptions['onProgress'] | undefined;
}

async function judgeFile(deps: ImportDeps, source: TextSource, { sorter, tally, onProgress }: Judging): Promise<void> {
  const records = readCsv(source);
  const header = await readHeaderRecord(records);
  const lastCompleteDate = lastCompleteDay(deps);
  const accounts = new ImportAccounts(deps.store);
  const judge = (batch: readonly CsvRecord[]): JudgedRevenue =>
    judgeRevenueRows(header, batch, { findAccount: (id) => accounts.find(id), lastCompleteDate });
  // A header that cannot be read says so also when no line follows it.
  tally.ignoredColumns = judge([]).ignoredColumns;
  for await (const batch of inBatches(records, BATCH)) {
    await accounts.load(header, batch);
    const judged = judge(batch);
    tally.add(batch.length, judged);
    await sorter.add(judged.accepted);
    onProgress?.(tally.lines);
  }
}

/** The first line of a figure stands; the lines of one figure come one after the other here. */
async function* distinctRows(rows: AsyncIterable<AcceptedRow>, tally: ImportTally): AsyncGenerator<AcceptedRow> {
  let last: AcceptedRow | null = null;
  for await (const row of rows) {
    if (last === null || !sameFigure(last, row)) {
      last = row;
      yield row;
    } else tally.addRepetition(last, row);
  }
}

async function saveRows(
  deps: ImportDeps,
  rows: AsyncIterable<AcceptedRow>,
  save: typeof writeDays,
): Promise<DayCounts> {
  let counts = NO_DAYS;
  let held: readonly AcceptedRow[] = [];
  for await (const batch of inBatches(rows, BATCH)) {
    const { whole, open } = splitOffLastDay([...held, ...batch]);
    counts = addCounts(counts, await save(deps.store, groupByDay(whole), 'import'));
    held = open;
  }
  return addCounts(counts, await save(deps.store, groupByDay(held), 'import'));
}

/** The last day may go on in the next batch. */
function splitOffLastDay(rows: readonly AcceptedRow[]): {
  readonly whole: readonly AcceptedRow[];
  readonly open: readonly AcceptedRow[];
} {
  const last = rows.at(-1);
  const start = rows.findIndex((row) => row.accountId === last?.accountId && row.date === last.date);
  return { whole: rows.slice(0, start), open: rows.slice(start) };
}
