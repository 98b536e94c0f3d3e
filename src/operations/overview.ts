// What one sees in the morning, in one answer whose cost grows neither with accounts nor with history: revenue and forecast per
// day, how the accounts stand, the runs of the last complete day, and what waits for somebody.
import { z } from 'zod';
import type { Account } from '../domain/account.ts';
import { addDays, daysBetween } from '../domain/calendar/dates.ts';
import { MorrowError } from '../contract/errors.ts';
import type { IsoDate } from '../domain/ids.ts';
import type { DateRange } from '../ports/revenue-source.ts';
import { getAccount } from './accounts.ts';
import type { OperationsDeps } from './deps.ts';
import { invalidInput, parseInput } from './input.ts';
import { countAccounts, daysOfAccount, showCurrency, type OverviewDay } from './overview-days.ts';
import { describeDayRuns, type OverviewRun } from './overview-runs.ts';
import { lastCompleteDay } from './run-requests.ts';
import { TOTAL_BAND_LOOKBACK_DAYS, scaleBands } from './total-bands.ts';
import { refreshTotals } from './totals-refresh.ts';
import { accountId, cohort, isoDate } from './values.ts';

export const OVERVIEW_DAYS_MAX = 400;
const DAYS_BACK = 30;
const DAYS_AHEAD = 7;
/** More open alerts or holds than this are counted as this many. */
const COUNTED_MAX = 500;

export const overviewQuerySchema = z.strictObject({
  from: isoDate.optional(),
  to: isoDate.optional(),
  cohort: cohort.optional(),
  account: accountId.optional(),
});

export interface OverviewQuery {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly cohort?: string | undefined;
  readonly account?: string | undefined;
}

export interface Overview extends DateRange {
  readonly timeZone: string;
  readonly lastCompleteDay: IsoDate;
  readonly account: Pick<Account, 'id' | 'name' | 'currency' | 'status' | 'cohort'> | null;
  readonly cohort: string | null;
  /** Days that have anything, by date. */
  readonly days: readonly OverviewDay[];
  /** Days that are being added up again: their figures are some seconds old, or still missing. */
  readonly refreshing: readonly IsoDate[];
  /** Day runs of the last complete day, newest first. */
  readonly runs: readonly OverviewRun[];
  readonly openAlerts: number;
  readonly openHolds: number;
}

/** @throws InvalidInputError; MorrowError RANGE_TOO_LONG, ACCOUNT_NOT_FOUND. */
export async function readOverview(deps: OperationsDeps, query: OverviewQuery = {}): Promise<Overview> {
  const asked = parseInput(overviewQuerySchema, query);
  if (asked.account !== undefined && asked.cohort !== undefined)
    throw invalidInput('cohort', 'say account or cohort, not both');
  const lastDay = lastCompleteDay(deps);
  const range = overviewRange(asked, lastDay);
  const account = asked.account === undefined ? null : await getAccount(deps, asked.account);
  const stale = await refreshTotals(deps.store, {
    range: withDay(range, lastDay),
    first: lastDay,
    ...(account === null ? { lookedBackTo: bandsBegin(range) } : {}),
  });
  const scope = { range, lastDay, account, cohort: asked.cohort };
  const [days, runs, waiting] = await Promise.all([
    account === null ? daysOfAll(deps, scope) : daysOfAccount(deps.store, account, range),
    describeDayRuns(deps, lastDay, asked.cohort),
    countWaiting(deps),
  ]);
  return {
    ...range,
    timeZone: deps.timeZone,
    lastCompleteDay: lastDay,
    account: account === null ? null : shown(account),
    cohort: asked.cohort ?? null,
    days,
    refreshing: account === null ? stale : [],
    runs,
    ...waiting,
  };
}

const shown = ({ id, name, currency, status, cohort: group }: Account) => ({
  id,
  name,
  currency,
  status,
  cohort: group,
});

/** Without any date: 30 days up to the last complete one, and a week ahead. */
export function overviewRange(
  { from, to }: { readonly from?: IsoDate | undefined; readonly to?: IsoDate | undefined },
  lastDay: IsoDate,
): DateRange {
  const end = to ?? addDays(lastDay, DAYS_AHEAD);
  const range = { from: from ?? addDays(end < lastDay ? end : lastDay, 1 - DAYS_BACK), to: end };
  if (range.to < range.from) throw invalidInput('to', `must not be before "from" (${range.from})`);
  const days = daysBetween(range.from, range.to) + 1;
  if (days <= OVERVIEW_DAYS_MAX) return range;
  throw new MorrowError(
    'RANGE_TOO_LONG',
    `${range.from} to ${range.to} are ${days} days; at most ${OVERVIEW_DAYS_MAX} are shown.`,
    {
      facts: { ...range, days, allowed: OVERVIEW_DAYS_MAX },
    },
  );
}

const withDay = ({ from, to }: DateRange, day: IsoDate): DateRange => ({
  from: day < from ? day : from,
  to: day > to ? day : to,
});

/** The first day that the bands of totals go by. */
const bandsBegin = ({ from }: DateRange): IsoDate => addDays(from, -TOTAL_BAND_LOOKBACK_DAYS);

interface OverviewScope {
  readonly range: DateRange;
  readonly lastDay: IsoDate;
  readonly cohort: string | undefined;
}

async function daysOfAll({ store }: OperationsDeps, scope: OverviewScope): Promise<readonly OverviewDay[]> {
  const filter = scope.cohort === undefined ? {} : { cohort: scope.cohort };
  const { range } = scope;
  const [totals, active] = await Promise.all([
    store.totals.list({ from: bandsBegin(range), to: range.to }, scope.cohort),
    store.accounts.count(filter),
  ]);
  const days = totals.map(({ date, currencies, accountDays }) => ({
    date,
    currencies: currencies.map(showCurrency),
    accounts: countAccounts(accountDays, date === scope.lastDay ? active : undefined),
  }));
  return scaleBands(days).filter(({ date }) => date >= range.from);
}

async function countWaiting({ store }: OperationsDeps): Promise<Pick<Overview, 'openAlerts' | 'openHolds'>> {
  const [alerts, holds] = await Promise.all([
    store.alerts.list({ open: true, limit: COUNTED_MAX }),
    store.holds.list({ statuses: ['open', 'escalated'], limit: COUNTED_MAX }),
  ]);
  return { openAlerts: alerts.length, openHolds: holds.length };
}
