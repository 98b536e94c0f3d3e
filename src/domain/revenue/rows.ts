// Judges the rows of a report one by one: usable, rejected with a reason, or a repetition that counts once.
import { compareDates, isIsoDate } from '../calendar/dates.ts';
import type { IsoDate } from '../ids.ts';
import type { Micros } from '../money/decimal.ts';
import { parseDecimal } from '../money/decimal.ts';
import type { RejectedRow, RejectReason, ReportedRow } from './types.ts';

export interface Range {
  readonly from: IsoDate;
  readonly to: IsoDate;
}

export interface AcceptedRow {
  readonly date: IsoDate;
  readonly amount: Micros;
}

/** A row kept aside, with what could be read of it: its date when it lies in the range, its amount when it is a decimal. */
export interface Reject extends RejectedRow {
  readonly date: IsoDate | null;
  readonly amount: Micros | null;
}

/** Every row of a report but the exact repetitions, which are dropped without a trace. */
export interface JudgedRows {
  readonly accepted: readonly AcceptedRow[];
  readonly rejects: readonly Reject[];
}

/**
 * Judges all rows in report order. Of rows with one id, the first is judged by its content; a later one with the same
 * date and amount is dropped, any other is rejected as `conflicting-duplicate`. Without an id nothing can be recognised
 * as a repetition, so such rows are all rejected.
 */
export function judgeRows(rows: readonly ReportedRow[], range: Range): JudgedRows {
  const accepted: AcceptedRow[] = [];
  const rejects: Reject[] = [];
  const seen: SeenContents = new Map();
  for (const [index, row] of rows.entries()) {
    const reading = readRow(row, range);
    const repetition = reading.id === null ? 'new' : remember(seen, reading.id, contentOf(row, reading));
    if (repetition === 'same') continue;
    const verdict = repetition === 'other' ? 'conflicting-duplicate' : judge(reading);
    if (typeof verdict === 'string') rejects.push(rejectOf(reading, index, verdict));
    else accepted.push(verdict);
  }
  return { accepted, rejects };
}

interface Reading {
  readonly id: string | null;
  readonly date: IsoDate | null;
  readonly inRange: boolean;
  readonly amount: Micros | null;
}

function readRow({ id, date, amount }: ReportedRow, { from, to }: Range): Reading {
  const day = typeof date === 'string' && isIsoDate(date) ? date : null;
  return {
    id: typeof id === 'string' && id.trim() !== '' ? id : null,
    date: day,
    inRange: day !== null && compareDates(from, day) <= 0 && compareDates(day, to) <= 0,
    amount: typeof amount === 'string' ? parseDecimal(amount) : null,
  };
}

function judge({ id, date, inRange, amount }: Reading): AcceptedRow | RejectReason {
  if (id === null) return 'missing-id';
  if (date === null) return 'invalid-date';
  if (!inRange) return 'date-out-of-range';
  if (amount === null) return 'invalid-amount';
  return { date, amount };
}

const rejectOf = ({ id, date, inRange, amount }: Reading, row: number, reason: RejectReason): Reject => ({
  row,
  id: id?.slice(0, MAX_ID_LENGTH) ?? null,
  reason,
  date: inRange ? date : null,
  amount,
});

// A garbled report may carry anything as an id; what is kept of it stays small.
const MAX_ID_LENGTH = 200;

/** The contents met so far under each id. */
type SeenContents = Map<string, Set<string>>;

function remember(seen: SeenContents, id: string, content: string): 'new' | 'same' | 'other' {
  const contents = seen.get(id);
  if (contents === undefined) {
    seen.set(id, new Set([content]));
    return 'new';
  }
  if (contents.has(content)) return 'same';
  contents.add(content);
  return 'other';
}

/** Date and amount in a comparable form: "4.9" and "4.90" are the same amount, unreadable fields compare as they came. */
const contentOf = (row: ReportedRow, { date, amount }: Reading): string =>
  JSON.stringify([date ?? asItCame(row.date), amount?.toString() ?? asItCame(row.amount)]);

const asItCame = (value: unknown): string => `${typeof value} ${Object(value) === value ? '' : String(value)}`;
