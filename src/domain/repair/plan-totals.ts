// Plans of accounts added up: counts, requests and a few examples, small whatever the number of accounts.
import { daysBetween } from '../calendar/dates.ts';
import type { DateSpan } from '../calendar/ranges.ts';
import type { AccountId, IsoDate, SourceId } from '../ids.ts';
import type { AccountPlan } from './plan-account.ts';

/** Accounts named as examples. */
export const PLAN_SAMPLES = 5;

export interface DaySample extends DateSpan {
  readonly accountId: AccountId;
  readonly days: number;
}

/** Account days of one kind. */
export interface DayCount {
  readonly accounts: number;
  readonly days: number;
  /** The first accounts, by id. */
  readonly samples: readonly DaySample[];
}

export interface PlanTotals {
  /** Accounts that were looked at. */
  readonly accounts: number;
  /** Accounts that need work: a report, or a merge. */
  readonly toRepair: number;
  /** Account days that are written. */
  readonly days: number;
  readonly holes: DayCount;
  readonly restated: DayCount;
  readonly toImport: DayCount;
  /** Accounts whose newest published forecast is made again. */
  readonly forecastsAgain: number;
  /** Range reports by source, each counted as one request; one with several pages takes more. */
  readonly requests: Readonly<Record<SourceId, number>>;
  /** From the first to the last day that has to be priced; null: nothing is converted. */
  readonly priced: DateSpan | null;
}

const NO_DAYS: DayCount = { accounts: 0, days: 0, samples: [] };

export const NOTHING_PLANNED: PlanTotals = {
  accounts: 0,
  toRepair: 0,
  days: 0,
  holes: NO_DAYS,
  restated: NO_DAYS,
  toImport: NO_DAYS,
  forecastsAgain: 0,
  requests: {},
  priced: null,
};

/** @param accounts all those that the plan is the plan of. */
export const addPlan = (totals: PlanTotals, plan: AccountPlan, accounts: readonly AccountId[]): PlanTotals => ({
  accounts: totals.accounts + accounts.length,
  toRepair: totals.toRepair + (plan.pieces.length > 0 ? accounts.length : 0),
  days: totals.days + daysWritten(plan) * accounts.length,
  holes: count(totals.holes, accounts, plan.holes),
  restated: count(totals.restated, accounts, plan.restated),
  toImport: count(totals.toImport, accounts, plan.toImport),
  forecastsAgain: totals.forecastsAgain + (plan.forecastAgain === null ? 0 : accounts.length),
  requests: addRequests(totals.requests, plan, accounts.length),
  priced: plan.convertsCurrency ? widen(totals.priced, plan.pieces) : totals.priced,
});

export const daysWritten = ({ pieces }: Pick<AccountPlan, 'pieces'>): number =>
  pieces.flatMap(({ days }) => days).reduce((sum, { from, to }) => sum + daysBetween(from, to) + 1, 0);

export const requestsOf = ({ pieces }: Pick<AccountPlan, 'pieces'>): number =>
  pieces.reduce((sum, { sources }) => sum + sources.length, 0);

function count(counted: DayCount, accounts: readonly AccountId[], dates: readonly IsoDate[]): DayCount {
  const [from, to] = [dates.at(0), dates.at(-1)];
  if (from === undefined || to === undefined) return counted;
  const samples = accounts.slice(0, PLAN_SAMPLES).map((accountId) => ({ accountId, days: dates.length, from, to }));
  return {
    accounts: counted.accounts + accounts.length,
    days: counted.days + dates.length * accounts.length,
    samples: [...counted.samples, ...samples].sort(byAccount).slice(0, PLAN_SAMPLES),
  };
}

const byAccount = (a: DaySample, b: DaySample): number => (a.accountId < b.accountId ? -1 : 1);

function addRequests(
  requests: PlanTotals['requests'],
  { pieces }: AccountPlan,
  accounts: number,
): PlanTotals['requests'] {
  if (pieces.length === 0) return requests;
  const sum: Record<SourceId, number> = { ...requests };
  for (const id of pieces.flatMap(({ sources }) => sources)) sum[id] = (sum[id] ?? 0) + accounts;
  return sum;
}

function widen(span: DateSpan | null, pieces: readonly DateSpan[]): DateSpan | null {
  return pieces.reduce<DateSpan | null>(
    (wide, { from, to }) => ({
      from: wide !== null && wide.from < from ? wide.from : from,
      to: wide !== null && wide.to > to ? wide.to : to,
    }),
    span,
  );
}
