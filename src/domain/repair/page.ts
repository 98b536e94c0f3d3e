// A page of accounts, planned: each up to the last day that is over where it lives.
import type { Account } from '../account.ts';
import { daysBetween } from '../calendar/dates.ts';
import type { DateSpan } from '../calendar/ranges.ts';
import type { StoredCoverage } from './coverage.ts';
import { planAccount, type AccountPlan, type RepairMode } from './plan-account.ts';
import { untilOver } from './until-over.ts';

/** What is planned, and how. */
export interface RangeToPlan {
  readonly range: DateSpan;
  readonly mode: RepairMode;
  /** The longest range a source may be asked for. */
  readonly reportDays: number;
  /** ISO instant. */
  readonly now: string;
}

export interface PageToPlan extends RangeToPlan {
  readonly accounts: readonly Account[];
  /** In the order of the accounts. */
  readonly coverages: readonly StoredCoverage[];
}

export function planPage({ accounts, coverages, range, now, ...how }: PageToPlan): readonly AccountPlan[] {
  const overAt = untilOver(range, now);
  return accounts.flatMap((account, index) => {
    const coverage = coverages[index];
    if (coverage === undefined) return [];
    return [planAccount({ account, coverage, range: overAt(account.timeZone), ...how })];
  });
}

/** About 20,000 rows of days and sources, so that no read keeps its process for long. */
const ACCOUNT_DAYS_PER_READ = 6_000;
const ACCOUNTS_PER_READ = 100;

/** How many accounts to look at with one read of the store. */
export const accountsPerRead = ({ from, to }: DateSpan): number =>
  Math.max(1, Math.min(ACCOUNTS_PER_READ, Math.floor(ACCOUNT_DAYS_PER_READ / (daysBetween(from, to) + 1))));
