// What a backfill would do and what it would cost, read from the store: calendar x accounts against what is stored. Starts nothing.
import { RANGE_REPORT_DAYS, RATES_RANGE_DAYS } from '../contract/limits.ts';
import type { RunScope } from '../contract/workflow-ids.ts';
import type { Account } from '../domain/account.ts';
import { daysBetween, listDates } from '../domain/calendar/dates.ts';
import { splitRange } from '../domain/calendar/ranges.ts';
import type { AccountId, SourceId } from '../domain/ids.ts';
import type { ProviderId } from '../domain/provider/types.ts';
import { costOf, reasonToConfirm, type PlanCost } from '../domain/repair/cost.ts';
import { accountsPerRead, planPage } from '../domain/repair/page.ts';
import type { RepairMode } from '../domain/repair/plan-account.ts';
import { addPlans, NOTHING_PLANNED, type PlanTotals } from '../domain/repair/plan-totals.ts';
import type { DateRange } from '../ports/revenue-source.ts';
import type { OperationsDeps } from './deps.ts';
import { parseInput } from './input.ts';
import { listProviders } from './providers.ts';
import { backfillPlanRequestSchema, requireComplete, requireRange } from './run-requests.ts';
import { resolveScope } from './scope.ts';

export interface BackfillPlanRequest {
  readonly from: string;
  readonly to: string;
  readonly accounts?: readonly string[] | undefined;
  readonly cohort?: string | undefined;
  readonly reread?: boolean | undefined;
}

export interface BackfillPlan extends DateRange, Omit<PlanTotals, 'requests' | 'priced'>, PlanCost {
  readonly mode: RepairMode;
  /** Why the start has to be confirmed; null: it need not. */
  readonly confirm: string | null;
}

/** A range, whom and how: what is planned, checked. */
export interface BackfillSubject {
  readonly range: DateRange;
  readonly scope: RunScope;
  readonly mode: RepairMode;
}

type PlanDeps = Omit<OperationsDeps, 'temporal'>;

/**
 * Reads every account of the scope once, page by page; memory does not grow with their number.
 * @throws InvalidInputError; MorrowError DATE_NOT_COMPLETE, RANGE_TOO_LONG, ACCOUNT_NOT_FOUND, ACCOUNT_ARCHIVED.
 */
export async function planBackfill(deps: PlanDeps, request: BackfillPlanRequest): Promise<BackfillPlan> {
  const { from, to, reread, ...asked } = parseInput(backfillPlanRequestSchema, request);
  requireComplete(deps, to);
  requireRange({ from, to });
  const scope = await resolveScope(deps, asked);
  return makePlan(deps, { range: { from, to }, scope, mode: reread ? 'reread' : 'missing' });
}

export async function makePlan(deps: PlanDeps, subject: BackfillSubject): Promise<BackfillPlan> {
  const { range, mode } = subject;
  const { requests, priced, ...totals } = await addUp(deps, subject);
  const cost = await costFor(deps, requests, priced);
  return { ...range, mode, ...totals, ...cost, confirm: reasonToConfirm(cost, daysOf(range)) };
}

async function addUp(deps: PlanDeps, { range, scope, mode }: BackfillSubject): Promise<PlanTotals> {
  const { store, clock } = deps;
  let totals = NOTHING_PLANNED;
  for await (const accounts of pagesOf(deps, scope, accountsPerRead(range))) {
    const coverages = await store.repair.coverage(
      accounts.map(({ id }) => id),
      range,
    );
    const now = clock.now().toISOString();
    totals = addPlans(totals, planPage({ accounts, coverages, range, mode, reportDays: RANGE_REPORT_DAYS, now }));
  }
  return totals;
}

const PAGE = 500;

/** What the backfill costs at most: as if nothing were stored. Reads accounts only. */
export async function costAtMost(deps: PlanDeps, { range, scope }: BackfillSubject): Promise<PlanCost> {
  const reports = splitRange(range.from, range.to, RANGE_REPORT_DAYS).length;
  const requests: Record<SourceId, number> = {};
  let converts = false;
  for await (const accounts of pagesOf(deps, scope, PAGE)) {
    for (const { sources, convertCurrency } of accounts) {
      converts ||= convertCurrency && sources.length > 0;
      for (const id of sources) requests[id] = (requests[id] ?? 0) + reports;
    }
  }
  return costFor(deps, requests, converts ? range : null);
}

async function* pagesOf(
  { store }: PlanDeps,
  scope: RunScope,
  limit: number,
): AsyncGenerator<readonly Account[], void, void> {
  let after: AccountId | null = null;
  do {
    const page: readonly Account[] = await store.accounts.list(scope, { after, limit });
    if (page.length > 0) yield page;
    after = page.length === limit ? (page.at(-1)?.id ?? null) : null;
  } while (after !== null);
}

async function costFor(
  deps: PlanDeps,
  reports: Readonly<Record<SourceId, number>>,
  priced: DateRange | null,
): Promise<PlanCost> {
  const rates = priced === null ? 0 : await countRatesRequests(deps, priced);
  const requests: Readonly<Partial<Record<ProviderId, number>>> = { ...reports, 'rates-a': rates };
  const known = (await listProviders(deps)).map(({ id, budget, breaker }) => ({ id, budget, breaker: breaker.mode }));
  return costOf(requests, known);
}

/** As the step asks for them: from the first to the last day that has none. */
async function countRatesRequests({ store }: PlanDeps, range: DateRange): Promise<number> {
  const stored = new Set(await store.rates.listDates(range));
  const missing = listDates(range.from, range.to).filter((date) => !stored.has(date));
  const [from, to] = [missing.at(0), missing.at(-1)];
  return from === undefined || to === undefined ? 0 : Math.ceil(daysOf({ from, to }) / RATES_RANGE_DAYS);
}

export const daysOf = ({ from, to }: DateRange): number => daysBetween(from, to) + 1;
