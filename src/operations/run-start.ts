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
import { findOwnStart, markOfStart, type Start } from './own-start.ts';
import { callTemporal } from './temporal-call.ts';

export interface RunReference {
  /** The workflow id. */
  readonly id: string;
  readonly links: RunLinks;
}

export type RunStarted = RunReference & Start;

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

/**
 * Sent again under its key, a request that has begun the run already is told of that one, and nothing is started.
 * @throws MorrowError RUN_IN_PROGRESS, TEMPORAL_UNREACHABLE.
 */
export async function startRun(deps: OperationsDeps, plan: RunPlan): Promise<RunStarted> {
  const { id, input } = plan;
  const start = (await findOwnStart(deps, id)) ?? (await startAnew(deps, plan));
  await recordChange(deps, { action: 'run.start', subject: id, after: input });
  return { id, ...start, links: linksOf(deps, id) };
}

async function startAnew(deps: OperationsDeps, plan: RunPlan): Promise<Start> {
  const created = (await deps.store.runs.find(plan.id)) === null;
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
        memo: { ...accountsMemo(plan.scope), ...markOfStart({ created }) },
      }),
    );
    return { runId: handle.firstExecutionRunId, created };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    // Also by a call of ours that arrived after we had stopped waiting for its answer.
    return (await findOwnStart(deps, plan.id)) ?? refuse(deps, plan.id, error);
  }
}

function refuse(deps: OperationsDeps, id: string, cause: Error): never {
  const { self } = linksOf(deps, id);
  throw new MorrowError('RUN_IN_PROGRESS', `"${id}" is in progress. Follow it at ${self}.`, {
    facts: { id, self },
    cause,
  });
}

const accountsMemo = ({ accounts }: RunScope): Readonly<Record<string, unknown>> =>
  accounts === undefined ? {} : { [ACCOUNTS_MEMO]: accounts };

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
