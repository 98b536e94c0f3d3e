// Starting, cancelling and listing runs: the one way in, whether by API or CLI. Schedules start the same workflows.
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import { z } from 'zod';
import { MorrowError } from '../contract/errors.ts';
import { WORKFLOW_TASK_TIMEOUT_MS } from '../contract/limits.ts';
import type { BackfillInput, DayRunInput } from '../contract/messages.ts';
import { PIPELINES, type Pipeline } from '../contract/pipelines.ts';
import { DEFAULT_QUEUE } from '../contract/queues.ts';
import { SEARCH_ATTRIBUTES, type SearchAttributeName } from '../contract/search-attributes.ts';
import { WORKFLOWS, backfillRunId, dayRunId, type RunScope } from '../contract/workflow-ids.ts';
import type { IsoDate } from '../domain/ids.ts';
import type { RunRecord } from '../ports/store.ts';
import type { OperationsDeps } from './deps.ts';
import { parseInput } from './input.ts';
import { runLinks, type RunLinks } from './links.ts';
import { readRunId } from './run-id.ts';
import {
  backfillRequestSchema,
  dayRunRequestSchema,
  requireComplete,
  requireRange,
  resolveScope,
} from './run-requests.ts';
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

export interface BackfillRequest {
  readonly from: string;
  readonly to: string;
  readonly accounts?: readonly string[] | undefined;
  readonly cohort?: string | undefined;
}

export interface RunReference {
  /** The workflow id. */
  readonly id: string;
  readonly links: RunLinks;
}

export interface RunStarted extends RunReference {
  /** Temporal's id of this very execution. */
  readonly runId: string;
  /** False: the same work ran before, and runs again. */
  readonly created: boolean;
}

/** In the memo of a run of an explicit list of accounts: the id only carries a hash of it. */
export const ACCOUNTS_MEMO = 'accounts';

/**
 * @throws InvalidInputError; MorrowError DATE_NOT_COMPLETE, ACCOUNT_NOT_FOUND, ACCOUNT_ARCHIVED, RUN_IN_PROGRESS,
 *   TEMPORAL_UNREACHABLE.
 */
export async function startDayRun(deps: OperationsDeps, request: DayRunRequest): Promise<RunStarted> {
  const { date, pipeline, accounts, cohort, force, horizonDays } = parseInput(dayRunRequestSchema, request);
  requireComplete(deps, date);
  const scope = await resolveScope(deps, { accounts, cohort });
  const input: DayRunInput = { pipeline, date, force, horizonDays, ...scope };
  return start(deps, {
    id: dayRunId(pipeline, date, scope),
    workflow: WORKFLOWS.dayRun,
    input,
    scope,
    pipeline,
    date,
    summary: `${pipeline} ${date}, ${describeScope(scope)}`,
    details: `Business date ${date}, pipeline ${pipeline}, ${describeScope(scope)}, ${horizonDays} days ahead${force ? ', forced' : ''}.`,
  });
}

/** Brings in older days through range reports. @throws as `startDayRun`; MorrowError RANGE_TOO_LONG. */
export async function startBackfill(deps: OperationsDeps, request: BackfillRequest): Promise<RunStarted> {
  const { from, to, accounts, cohort } = parseInput(backfillRequestSchema, request);
  requireRange({ from, to });
  requireComplete(deps, to);
  const scope = await resolveScope(deps, { accounts, cohort });
  const input: BackfillInput = { from, to, ...scope };
  return start(deps, {
    id: backfillRunId(from, to, scope),
    workflow: WORKFLOWS.backfillRun,
    input,
    scope,
    pipeline: 'backfill',
    date: to,
    summary: `backfill ${from} to ${to}, ${describeScope(scope)}`,
    details: `Revenue of ${from} to ${to} through range reports, ${describeScope(scope)}.`,
  });
}

interface RunPlan {
  readonly id: string;
  readonly workflow: string;
  readonly input: DayRunInput | BackfillInput;
  readonly scope: RunScope;
  readonly pipeline: Pipeline;
  readonly date: IsoDate;
  readonly summary: string;
  readonly details: string;
}

async function start(deps: OperationsDeps, plan: RunPlan): Promise<RunStarted> {
  const before = await deps.store.runs.find(plan.id);
  const links = linksOf(deps, plan.id);
  try {
    const handle = await callTemporal(deps, () =>
      deps.temporal.workflow.start(plan.workflow, {
        workflowId: plan.id,
        taskQueue: DEFAULT_QUEUE,
        args: [plan.input],
        workflowIdConflictPolicy: 'FAIL',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT_MS,
        typedSearchAttributes: searchAttributes(plan),
        staticSummary: plan.summary,
        staticDetails: plan.details,
        ...(plan.scope.accounts === undefined ? {} : { memo: { [ACCOUNTS_MEMO]: plan.scope.accounts } }),
      }),
    );
    return { id: plan.id, runId: handle.firstExecutionRunId, created: before === null, links };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw new MorrowError('RUN_IN_PROGRESS', `"${plan.id}" is in progress. Follow it at ${links.self}.`, {
      facts: { id: plan.id, self: links.self },
      cause: error,
    });
  }
}

/** Asks the run to stop; what it has finished stays. @throws MorrowError RUN_NOT_FOUND, RUN_FINISHED, TEMPORAL_UNREACHABLE. */
export async function cancelRun(deps: OperationsDeps, id: string): Promise<RunReference> {
  if (readRunId(id) === null) throw runNotFound(id);
  const handle = deps.temporal.workflow.getHandle(id);
  try {
    const { status } = await callTemporal(deps, () => handle.describe());
    if (status.name !== 'RUNNING') throw runFinished(id, status.name);
    await callTemporal(deps, () => handle.cancel());
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    const record = await deps.store.runs.find(id);
    throw record === null ? runNotFound(id) : runFinished(id, record.status);
  }
  return { id, links: linksOf(deps, id) };
}

export const RUN_KINDS = ['day', 'account-day', 'backfill', 'account-history', 'housekeeping'] as const;
export const RUN_STATUSES = ['running', 'published', 'collected', 'completed', 'failed', 'cancelled'] as const;
export const RUN_LIST_MAX = 500;

export const runListQuerySchema = z.strictObject({
  kind: z.enum(RUN_KINDS).optional(),
  pipeline: z.enum(PIPELINES).optional(),
  date: isoDate.optional(),
  account: accountId.optional(),
  status: z.enum(RUN_STATUSES).optional(),
  limit: z.int().min(1).max(RUN_LIST_MAX).default(50),
});

export interface RunListQuery {
  readonly kind?: string | undefined;
  readonly pipeline?: string | undefined;
  readonly date?: string | undefined;
  readonly account?: string | undefined;
  readonly status?: string | undefined;
  readonly limit?: number | undefined;
}

/** As recorded, newest start first. */
export function listRuns(deps: Pick<OperationsDeps, 'store'>, query: RunListQuery = {}): Promise<readonly RunRecord[]> {
  const { kind, pipeline, date, account, status, limit } = parseInput(runListQuerySchema, query);
  return deps.store.runs.list({
    limit,
    ...(kind === undefined ? {} : { kind }),
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(date === undefined ? {} : { date }),
    ...(account === undefined ? {} : { accountId: account }),
    ...(status === undefined ? {} : { status }),
  });
}

export const linksOf = (deps: OperationsDeps, id: string): RunLinks =>
  runLinks(deps, id, deps.temporal.options.namespace);

export function runNotFound(id: string): MorrowError {
  const shown = id.slice(0, 200);
  return new MorrowError('RUN_NOT_FOUND', `There is no run "${shown}".`, { facts: { id: shown } });
}

const runFinished = (id: string, status: string): MorrowError =>
  new MorrowError('RUN_FINISHED', `"${id}" is over already (${status.toLowerCase()}).`, { facts: { id, status } });

function searchAttributes({ pipeline, date, scope }: RunPlan): SearchAttributePair[] {
  const pairs = [attribute(SEARCH_ATTRIBUTES.pipeline, pipeline), attribute(SEARCH_ATTRIBUTES.date, date)];
  return scope.cohort === undefined ? pairs : [...pairs, attribute(SEARCH_ATTRIBUTES.cohort, scope.cohort)];
}

const attribute = (name: SearchAttributeName, value: string): SearchAttributePair => ({
  key: defineSearchAttributeKey(name, 'KEYWORD'),
  value,
});

function describeScope({ accounts, cohort }: RunScope): string {
  if (accounts === undefined) return cohort === undefined ? 'every active account' : `cohort ${cohort}`;
  const [first] = accounts;
  return accounts.length === 1 && first !== undefined ? `account ${first}` : `${accounts.length} accounts`;
}
