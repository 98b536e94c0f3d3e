// Starting, cancelling and listing runs: the one way in, whether by API or CLI. Schedules start the same workflows.
import { WorkflowNotFoundError, type WorkflowExecutionDescription } from '@temporalio/client';
import { z } from 'zod';
import { MorrowError } from '../contract/errors.ts';
import type { DayRunInput } from '../contract/messages.ts';
import { PRIORITIES } from '../contract/priorities.ts';
import { PIPELINES } from '../contract/pipelines.ts';
import { WORKFLOWS, dayRunId } from '../contract/workflow-ids.ts';
import { RUN_STATUSES } from '../ports/run-status.ts';
import type { RunKind, RunRecord } from '../ports/store.ts';
import { recordChange } from './audit.ts';
import type { OperationsDeps } from './deps.ts';
import { describeWorkflow, firstRunOf } from './describe-workflow.ts';
import { parseInput } from './input.ts';
import { listCursor, readPage, type ListPage } from './list-page.ts';
import { readRunId } from './run-id.ts';
import { endTerminated } from './run-leftovers.ts';
import { dayRunRequestSchema, lastCompleteDay, requireComplete } from './run-requests.ts';
import { describeScope, linksOf, priorityOf, startRun, type RunReference, type RunStarted } from './run-start.ts';
import { resolveScope } from './scope.ts';
import { callTemporal } from './temporal-call.ts';
import { accountId, isoDate } from './values.ts';

export interface DayRunRequest {
  readonly date: string;
  readonly pipeline?: string | undefined;
  readonly accounts?: readonly string[] | undefined;
  readonly cohort?: string | undefined;
  readonly force?: boolean | undefined;
  readonly horizonDays?: number | undefined;
}

/**
 * @throws InvalidInputError; MorrowError DATE_NOT_COMPLETE, ACCOUNT_NOT_FOUND, ACCOUNT_ARCHIVED, RUN_IN_PROGRESS,
 *   TEMPORAL_UNREACHABLE.
 */
export async function startDayRun(deps: OperationsDeps, request: DayRunRequest): Promise<RunStarted> {
  const { date, pipeline, accounts, cohort, force, horizonDays } = parseInput(dayRunRequestSchema, request);
  requireComplete(deps, date);
  const scope = await resolveScope(deps, { accounts, cohort });
  const input: DayRunInput = { pipeline, date, force, horizonDays, ...scope };
  return startRun(deps, {
    id: dayRunId(pipeline, date, scope),
    workflow: WORKFLOWS.dayRun,
    input,
    scope,
    pipeline,
    date,
    priority: priorityOf(scope, date === lastCompleteDay(deps) ? PRIORITIES.today : PRIORITIES.catchUp),
    summary: `${pipeline} ${date}, ${describeScope(scope)}`,
    details: `Business date ${date}, pipeline ${pipeline}, ${describeScope(scope)}, ${horizonDays} days ahead${force ? ', forced' : ''}.`,
  });
}

/**
 * Asks the run to stop; what it has finished stays. Of a day run that was terminated, what goes on below it is asked to stop.
 * @throws MorrowError RUN_NOT_FOUND, RUN_FINISHED, TEMPORAL_UNREACHABLE.
 */
export async function cancelRun(deps: OperationsDeps, id: string): Promise<RunReference> {
  const name = readRunId(id);
  if (name === null) throw runNotFound(id);
  try {
    const run = await describeWorkflow(deps, id);
    if (run.status.name === 'RUNNING') await cancelRunning(deps, run);
    else if (name.kind !== 'day' || !(await endTerminated(deps, run))) throw runFinished(id, run.status.name);
    await recordChange(deps, { action: 'run.cancel', subject: id });
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    const record = await deps.store.runs.find(id);
    throw record === null ? runNotFound(id) : runFinished(id, record.status);
  }
  return { id, links: linksOf(deps, id) };
}

/** This one, also when it continues as new; not one that begins under the same id when it has ended. */
const cancelRunning = (deps: OperationsDeps, run: WorkflowExecutionDescription): Promise<unknown> =>
  callTemporal(deps, () =>
    deps.temporal.workflow.getHandle(run.workflowId, undefined, { firstExecutionRunId: firstRunOf(run) }).cancel(),
  );

export const RUN_KINDS = [
  'day',
  'account-day',
  'retrain',
  'backfill',
  'account-history',
  'housekeeping',
] as const satisfies readonly RunKind[];
export const RUN_LIST_MAX = 500;

export const runListQuerySchema = z.strictObject({
  kind: z.enum(RUN_KINDS).optional(),
  pipeline: z.enum(PIPELINES).optional(),
  date: isoDate.optional(),
  account: accountId.optional(),
  status: z.enum(RUN_STATUSES).optional(),
  limit: z.int().min(1).max(RUN_LIST_MAX).default(50),
  after: listCursor.optional(),
});

export interface RunListQuery {
  readonly kind?: string | undefined;
  readonly pipeline?: string | undefined;
  readonly date?: string | undefined;
  readonly account?: string | undefined;
  readonly status?: string | undefined;
  readonly limit?: number | undefined;
  readonly after?: string | undefined;
}

/** As recorded, newest start first. */
export function listRuns(
  { store }: Pick<OperationsDeps, 'store'>,
  query: RunListQuery = {},
): Promise<ListPage<RunRecord>> {
  const { kind, pipeline, date, account, status, ...page } = parseInput(runListQuerySchema, query);
  const wanted = {
    ...(kind === undefined ? {} : { kind }),
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(date === undefined ? {} : { date }),
    ...(account === undefined ? {} : { accountId: account }),
    ...(status === undefined ? {} : { status }),
  };
  return readPage(
    page,
    (place) => store.runs.list({ ...wanted, ...place }),
    ({ startedAt }) => startedAt,
  );
}

export function runNotFound(id: string): MorrowError {
  const shown = id.slice(0, 200);
  return new MorrowError('RUN_NOT_FOUND', `There is no run "${shown}".`, { facts: { id: shown } });
}

export const runFinished = (id: string, status: string): MorrowError =>
  new MorrowError('RUN_FINISHED', `"${id}" is over already (${status.toLowerCase()}).`, { facts: { id, status } });
