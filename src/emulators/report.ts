// A source's whole report for an account and a range, with the control figures it states; here the faults bend the data.
import type { EmulatedAccount } from './account-book.ts';
import { itemsOn, type Item } from './day-items.ts';
import type { Day } from './days.ts';
import type { Fault } from './fault-book.ts';
import { fractionDigits, type RevenueSource } from './sources.ts';

export interface Report {
  readonly currency: string;
  /** Fraction digits of the amounts. */
  readonly digits: number;
  /** All rows, all pages. */
  readonly rows: readonly Item[];
  readonly statedCount: number;
  readonly statedTotal: bigint;
}

export interface ReportRange {
  readonly from: Day;
  readonly to: Day;
}

export function buildReport(
  account: EmulatedAccount,
  source: RevenueSource,
  range: ReportRange,
  faults: readonly Fault[],
): Report {
  const currency = account.currencies[source];
  const digits = fractionDigits(source, currency);
  const truth = faults.reduce((items, fault) => bendTruth(items, fault, digits), itemsIn(account, source, range));
  const total = truth.reduce((sum, item) => sum + BigInt(item.micros), 0n);
  return {
    currency: faults.find((fault) => fault.kind === 'wrong-currency')?.currency ?? currency,
    digits,
    rows: faults.reduce(addWrongRows, truth),
    statedCount: truth.length,
    statedTotal: total + (faults.some((fault) => fault.kind === 'control-mismatch') ? 1_000_000n : 0n),
  };
}

function itemsIn(account: EmulatedAccount, source: RevenueSource, { from, to }: ReportRange): readonly Item[] {
  const items: Item[] = [];
  for (let day = from; day <= to; day += 1) items.push(...itemsOn(account, source, day));
  return items;
}

const concerns = (fault: Fault, item: Item): boolean => fault.date === undefined || fault.date === item.date;

/** Faults that the control figures go along with: the source means what it says. */
function bendTruth(items: readonly Item[], fault: Fault, digits: number): readonly Item[] {
  if (fault.kind === 'empty-day') return items.filter((item) => !concerns(fault, item));
  if (fault.kind !== 'changed-past') return items;
  const factor = 1 + (fault.percent ?? 10) / 100;
  const unit = 10 ** (6 - digits);
  return items.map((item) =>
    concerns(fault, item) ? { ...item, micros: Math.round((item.micros / unit) * factor) * unit } : item,
  );
}

/** Faults that the control figures know nothing of: rows sent once more. */
function addWrongRows(rows: readonly Item[], fault: Fault): readonly Item[] {
  if (fault.kind === 'duplicate-rows') return rows.flatMap((row) => (concerns(fault, row) ? [row, row] : [row]));
  if (fault.kind !== 'conflicting-rows') return rows;
  const concerned = rows.filter((row) => concerns(fault, row));
  const conflicting = concerned.filter((_, index) => index % 10 === 0);
  return [...rows, ...conflicting.map((row) => ({ ...row, micros: row.micros * 2 }))];
}
