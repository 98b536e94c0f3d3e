// What a backfill would do and what it would cost, read from the store: calendar x accounts against what is stored. Starts nothing.
import { RANGE_REPORT_DAYS, RATES_RANGE_DAYS } from '../contract/limits.ts';
import type { RunScope } from '../contract/workflow-ids.ts';
import { daysBetween, listDates } from '../domain/calendar/dates.ts';
import type { SourceId } from '../domain/ids.ts';
import type { ProviderId } from '../domain/provider/types.ts';
import { planAlike } from '../domain/repair/alike.ts';
import { costOf, reasonToConfirm, type PlanCost } from '../domain/repair/cost.ts';
import type { RepairMode } from '../domain/repair/plan-account.ts';
import type { PlanTotals } from '../domain/repair/plan-totals.ts';
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
 * Accounts that look alike are planned together, so that it costs little however many there are.
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

async function addUp({ store, clock }: PlanDeps, { range, scope, mode }: BackfillSubject): Promise<PlanTotals> {
  const groups = await store.repair.alike(scope, range);
  return planAlike(groups, { range, mode, reportDays: RANGE_REPORT_DAYS, now: clock.now().toISOString() });
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

const daysOf = ({ from, to }: DateRange): number => daysBetween(from, to) + 1;
