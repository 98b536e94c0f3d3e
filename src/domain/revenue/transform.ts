// From a source's report to its revenue day by day: rows judged, control figures proven, nothing lost silently.
import { listDates } from '../calendar/dates.ts';
import { DomainError } from '../domain-error.ts';
import type { AccountId, IsoDate, SourceId } from '../ids.ts';
import { parseCurrency } from '../money/currency.ts';
import { formatDecimal } from '../money/decimal.ts';
import { verifyControlFigures } from './control-figures.ts';
import type { AcceptedRow, JudgedRows, Range, Reject } from './rows.ts';
import { judgeRows } from './rows.ts';
import type { ReportedRevenue, SourceRevenue } from './types.ts';

export interface ReportToTransform {
  readonly report: ReportedRevenue;
  /** The days asked for, both included. */
  readonly range: Range;
  readonly accountId: AccountId;
  readonly sourceId: SourceId;
  readonly payloadId: string | null;
}

export interface TransformedReport {
  /** One for every date of the range, ascending; a day without rows is zero with no items. */
  readonly days: readonly SourceRevenue[];
  readonly rejectedTotal: number;
}

const MAX_REJECTS_LISTED = 50;
const MAX_REJECTS_IN_ERROR = 5;
/** More rejected rows than one in this many fail the report. */
const ROWS_PER_TOLERATED_REJECT = 100;

/**
 * Turns a report into source revenue. A row with a reject reason (see `REJECT_REASONS`) is counted and listed on its own
 * day, or on the first day of the range when its date is of no use. The same id with the same date and amount counts once;
 * of the same id with another content the first row stays. More than 1 % rejects (of all rows but repetitions) fail the
 * report, and so do control figures that the rows do not bear out; `verifyControlFigures` has that rule.
 * @throws DomainError UNKNOWN_CURRENCY, TOO_MANY_REJECTS, CONTROL_TOTAL_MISMATCH, SOURCE_SCHEMA_INVALID (a declared total
 *   that is no decimal), INVALID_DATE (a range that ends before it begins), INVALID_AMOUNT (a day beyond 15 digits).
 */
export function transformReport({ report, range, ...keys }: ReportToTransform): TransformedReport {
  const dates = datesOf(range);
  const currency = parseCurrency(report.currency);
  const judged = judgeRows(report.rows, range);
  refuseTooManyRejects(judged, keys.sourceId);
  verifyControlFigures(report, judged, keys.sourceId);
  const accepted = groupByDate(judged.accepted, ({ date }) => date);
  const rejects = groupByDate(judged.rejects, ({ date }) => date ?? range.from);
  const days = dates.map((date) => ({
    ...keys,
    date,
    currency,
    ...totalOf(accepted.get(date) ?? []),
    ...listed(rejects.get(date) ?? []),
  }));
  return { days, rejectedTotal: judged.rejects.length };
}

function datesOf({ from, to }: Range): readonly IsoDate[] {
  const dates = listDates(from, to);
  if (dates.length === 0) throw new DomainError('INVALID_DATE', `The range ${from}..${to} has no day.`, { from, to });
  return dates;
}

function groupByDate<T>(rows: readonly T[], dateOf: (row: T) => IsoDate): ReadonlyMap<IsoDate, readonly T[]> {
  const groups = new Map<IsoDate, T[]>();
  for (const row of rows) {
    const group = groups.get(dateOf(row));
    if (group === undefined) groups.set(dateOf(row), [row]);
    else group.push(row);
  }
  return groups;
}

const totalOf = (rows: readonly AcceptedRow[]): Pick<SourceRevenue, 'amount' | 'items'> => ({
  amount: formatDecimal(rows.reduce((sum, { amount }) => sum + amount, 0n)),
  items: rows.length,
});

const listed = (rejects: readonly Reject[]): Pick<SourceRevenue, 'rejected' | 'rejects'> => ({
  rejected: rejects.length,
  rejects: rejects.slice(0, MAX_REJECTS_LISTED).map(({ row, id, reason }) => ({ row, id, reason })),
});

function refuseTooManyRejects({ accepted, rejects }: JudgedRows, source: SourceId): void {
  const rows = accepted.length + rejects.length;
  if (rejects.length * ROWS_PER_TOLERATED_REJECT <= rows) return;
  const first = rejects
    .slice(0, MAX_REJECTS_IN_ERROR)
    .map(({ row, reason }) => `row ${row}: ${reason}`)
    .join(', ');
  throw new DomainError('TOO_MANY_REJECTS', `${rejects.length} of ${rows} rows of ${source} are unusable (${first}).`, {
    source,
    rejected: rejects.length,
    rows,
    first,
  });
}
