// Counts an import's lines and keeps the first rejected ones with their reasons.
import { formatDecimal, toMicros } from '../domain/money/decimal.ts';
import type { RejectedLine } from '../domain/import/line-problem.ts';
import type { AcceptedRow, JudgedRevenue } from '../domain/import/revenue-csv.ts';

export interface LineCounts {
  /** Lines of data, without the header. */
  readonly lines: number;
  readonly accepted: number;
  /** Lines that say again what an accepted one says. */
  readonly repeated: number;
  readonly rejectedTotal: number;
  /** In the order of the file; at most 1,000. */
  readonly rejected: readonly RejectedLine[];
  readonly ignoredColumns: readonly string[];
}

const REJECTED_SHOWN = 1_000;

export class ImportTally {
  ignoredColumns: readonly string[] = [];
  lines = 0;
  private accepted = 0;
  private repeated = 0;
  private rejectedTotal = 0;
  private readonly rejected: RejectedLine[] = [];

  add(lines: number, judged: JudgedRevenue): void {
    this.lines += lines;
    this.accepted += judged.accepted.length;
    this.repeated += judged.repeatedLines.length;
    for (const line of judged.rejected) this.reject(line);
  }

  /** `row` was accepted where it stood, and turns out to speak of the same figure as an earlier line far above it. */
  addRepetition(earlier: AcceptedRow, row: AcceptedRow): void {
    this.accepted -= 1;
    if (toMicros(earlier.amount) === toMicros(row.amount)) {
      this.repeated += 1;
      return;
    }
    const amount = formatDecimal(toMicros(earlier.amount));
    const reason = `Line ${earlier.line} states another amount (${amount}) for the same day; keep one of the two.`;
    this.reject({ line: row.line, code: 'conflicting-duplicate', reason });
  }

  counts(): LineCounts {
    return {
      lines: this.lines,
      accepted: this.accepted,
      repeated: this.repeated,
      rejectedTotal: this.rejectedTotal,
      rejected: this.rejected.toSorted((a, b) => a.line - b.line),
      ignoredColumns: this.ignoredColumns,
    };
  }

  private reject(line: RejectedLine): void {
    this.rejectedTotal += 1;
    if (this.rejected.length < REJECTED_SHOWN) this.rejected.push(line);
  }
}
