// Starts the workflow of a run under its business key. What a run is about, and whether it makes sense, is decided by its callers.
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import { MorrowError } from '../contract/errors.ts';
import { WORKFLOW_TASK_TIMEOUT_MS } from '../contract/limits.ts';
import type { BackfillInput, DayRunInput, RetrainInput } from '../contract/messages.ts';
import type { Pipeline } from '../contract/pipelines.ts';
import { PRIORITIES, runShare, type PriorityKey } from '../contract/priorities.ts';
import { DEFAULT_QUEUE } from '../contract/queues.ts';
import { SEARCH_ATTRIBUTES, type SearchAttributeName } from '../contract/search-attributes.ts';
import { ACCOUNTS_MEMO, type RunScope } from '../contract/workflow-ids.ts';
import type { IsoDate } from '../domain/ids.ts';
import { recordChange } from './audit.ts';
import type { OperationsDeps } from './deps.ts';
import { runLinks, type RunLinks } from './links.ts';
import { callTemporal } from './temporal-call.ts';

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

export interface RunPlan {
  readonly id: string;
  readonly workflow: string;
  readonly input: DayRunInput | BackfillInput | RetrainInput;
  readonly scope: RunScope;
  readonly pipeline: Pipeline;
  readonly date: IsoDate;
  readonly priority: PriorityKey;
  readonly summary: string;
  readonly details: string;
}

/** @throws MorrowError RUN_IN_PROGRESS, TEMPORAL_UNREACHABLE. */
export async function startRun(deps: OperationsDeps, plan: RunPlan): Promise<RunStarted> {
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
        priority: { priorityKey: plan.priority, ...runShare(plan.scope) },
        staticSummary: plan.summary,
        staticDetails: plan.details,
        ...(plan.scope.accounts === undefined ? {} : { memo: { [ACCOUNTS_MEMO]: plan.scope.accounts } }),
      }),
    );
    await recordChange(deps, { action: 'run.start', subject: plan.id, after: plan.input });
    return { id: plan.id, runId: handle.firstExecutionRunId, created: before === null, links };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw new MorrowError('RUN_IN_PROGRESS', `"${plan.id}" is in progress. Follow it at ${links.self}.`, {
      facts: { id: plan.id, self: links.self },
      cause: error,
    });
  }
}

export const linksOf = (deps: OperationsDeps, id: string): RunLinks =>
  runLinks(deps, id, deps.temporal.options.namespace);

function searchAttributes({ pipeline, date, scope }: RunPlan): SearchAttributePair[] {
  const pairs = [attribute(SEARCH_ATTRIBUTES.pipeline, pipeline), attribute(SEARCH_ATTRIBUTES.date, date)];
  return scope.cohort === undefined ? pairs : [...pairs, attribute(SEARCH_ATTRIBUTES.cohort, scope.cohort)];
}

const attribute = (name: SearchAttributeName, value: string): SearchAttributePair => ({
  key: defineSearchAttributeKey(name, 'KEYWORD'),
  value,
});

/** Somebody who names a few accounts waits for them; everything else takes its place. */
export const priorityOf = ({ accounts }: RunScope, otherwise: PriorityKey): PriorityKey =>
  accounts === undefined ? otherwise : PRIORITIES.manual;

/** For people. */
export function describeScope({ accounts, cohort }: RunScope): string {
  if (accounts === undefined) return cohort === undefined ? 'every active account' : `cohort ${cohort}`;
  const [first] = accounts;
  return accounts.length === 1 && first !== undefined ? `account ${first}` : `${accounts.length} accounts`;
}
