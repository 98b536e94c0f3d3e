// Starts a backfill: a repair planned from what is stored. One that is large is confirmed with its cost before anything starts.
import { MorrowError } from '../contract/errors.ts';
import type { BackfillInput } from '../contract/messages.ts';
import { PRIORITIES } from '../contract/priorities.ts';
import { WORKFLOWS, backfillRunId } from '../contract/workflow-ids.ts';
import { makePlan, type BackfillPlanRequest, type BackfillSubject } from './backfill-plan.ts';
import type { OperationsDeps } from './deps.ts';
import { parseInput } from './input.ts';
import { backfillRequestSchema, requireComplete, requireRange } from './run-requests.ts';
import { describeScope, startRun, type RunStarted } from './run-start.ts';
import { resolveScope } from './scope.ts';

export interface BackfillRequest extends BackfillPlanRequest {
  /** Requests that somebody has agreed to. */
  readonly confirm?: number | undefined;
}

/** Agrees to any number of requests. */
export const WHATEVER_IT_COSTS = Number.MAX_SAFE_INTEGER;

/**
 * Brings in what is missing of older days, or with `reread` every day again. Started again under the same range and scope it
 * goes on where days are missing.
 * @throws as `startDayRun`; MorrowError RANGE_TOO_LONG, BACKFILL_NOT_CONFIRMED with the cost in its facts.
 */
export async function startBackfill(deps: OperationsDeps, request: BackfillRequest): Promise<RunStarted> {
  const { from, to, reread, confirm, ...asked } = parseInput(backfillRequestSchema, request);
  requireComplete(deps, to);
  requireRange({ from, to });
  const scope = await resolveScope(deps, asked);
  const mode = reread ? 'reread' : 'missing';
  await requireConfirmed(deps, { range: { from, to }, scope, mode }, confirm ?? null);
  const input: BackfillInput = { from, to, ...scope, mode };
  const what = reread ? 'every day again' : 'what is missing';
  return startRun(deps, {
    id: backfillRunId(from, to, scope),
    workflow: WORKFLOWS.backfillRun,
    input,
    scope,
    pipeline: 'backfill',
    date: to,
    priority: PRIORITIES.backfill,
    summary: `backfill ${from} to ${to}, ${describeScope(scope)}`,
    details: `Revenue of ${from} to ${to} through range reports, ${what}, ${describeScope(scope)}.`,
  });
}

async function requireConfirmed(deps: OperationsDeps, subject: BackfillSubject, agreed: number | null): Promise<void> {
  const plan = await makePlan(deps, subject);
  if (plan.confirm === null || plan.requests <= (agreed ?? -1)) return;
  const { toRepair: accounts, days, requests, minutes } = plan;
  const time = minutes === null ? 'no budget says how long it takes' : `at least ${minutes} minutes`;
  throw new MorrowError(
    'BACKFILL_NOT_CONFIRMED',
    `The backfill has to be confirmed, as ${plan.confirm}: ${requests} requests, ${time}, ${days} days of ${accounts} accounts.`,
    { facts: { requests, minutes, days, accounts, reason: plan.confirm, agreed } },
  );
}
