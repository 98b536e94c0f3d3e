// A page of accounts, planned: each up to the last day that is over where it lives.
import type { Account } from '../account.ts';
import { businessDateAt } from '../calendar/business-date.ts';
import { daysBetween } from '../calendar/dates.ts';
import type { DateSpan } from '../calendar/ranges.ts';
import type { IsoDate } from '../ids.ts';
import type { StoredCoverage } from './coverage.ts';
import { planAccount, type AccountPlan, type RepairMode } from './plan-account.ts';

export interface PageToPlan {
  readonly accounts: readonly Account[];
  /** In the order of the accounts. */
  readonly coverages: readonly StoredCoverage[];
  readonly range: DateSpan;
  readonly mode: RepairMode;
  readonly reportDays: number;
  /** ISO instant. */
  readonly now: string;
}

export function planPage({ accounts, coverages, range, mode, reportDays, now }: PageToPlan): readonly AccountPlan[] {
  const lastDays = new Map<string, IsoDate>();
  return accounts.flatMap((account, index) => {
    const coverage = coverages[index];
    if (coverage === undefined) return [];
    const last = lastDays.get(account.timeZone) ?? businessDateAt(now, account.timeZone);
    lastDays.set(account.timeZone, last);
    const to = last < range.to ? last : range.to;
    return [planAccount({ account, coverage, range: { from: range.from, to }, mode, reportDays })];
  });
}

/** About 20,000 rows of days and sources, so that no read keeps its process for long. */
const ACCOUNT_DAYS_PER_READ = 6_000;
const ACCOUNTS_PER_READ = 100;

/** How many accounts to look at with one read of the store. */
export const accountsPerRead = ({ from, to }: DateSpan): number =>
  Math.max(1, Math.min(ACCOUNTS_PER_READ, Math.floor(ACCOUNT_DAYS_PER_READ / (daysBetween(from, to) + 1))));
