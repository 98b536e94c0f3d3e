// What Temporal says about a run now. Its absence is an answer too: a screen shows what the store has.
import {
  WorkflowNotFoundError,
  type WorkflowExecutionDescription,
  type WorkflowExecutionStatusName,
} from '@temporalio/client';
import { z } from 'zod';
import { MorrowError } from '../contract/errors.ts';
import { QUERIES } from '../contract/messages.ts';
import { ACCOUNTS_MEMO } from '../contract/workflow-ids.ts';
import type { AccountId } from '../domain/ids.ts';
import type { RunStatus } from '../ports/store.ts';
import type { OperationsDeps } from './deps.ts';
import { describeWorkflow } from './describe-workflow.ts';
import type { RunName } from './run-id.ts';
import { callTemporal } from './temporal-call.ts';
import { accountId } from './values.ts';

export interface FoundRun {
  readonly state: 'found';
  readonly runId: string;
  readonly status: RunStatus;
  readonly historyLength: number;
  /** ISO instants. */
  readonly startedAt: string;
  readonly closedAt: string | null;
  /** Where the run says it stands; null when no worker answered in time. */
  readonly stage: string | null;
  /** Who paused it, when (ISO instant) and why; null: it is not paused. */
  readonly paused: z.output<typeof pausedAnswer>;
  /** Accounts that the run says are done and failed; null when it was not asked or did not answer. */
  readonly tally: LiveTally | null;
  /** The accounts it was started for, when they were listed. */
  readonly accounts: readonly AccountId[] | null;
}

export type LiveRun = FoundRun | { readonly state: 'gone' } | { readonly state: 'unreachable' };

const QUERY_MS = 1_000;

const pausedAnswer = z.object({ by: z.string(), reason: z.string(), since: z.string() }).nullable();
const stateAnswer = z.object({ stage: z.string(), paused: pausedAnswer.default(null) });
const count = z.int().min(0);
const backfillAnswer = z.object({
  planned: z.object({ accounts: count, days: count, requests: count }),
  days: count,
  requestsLeft: count,
  secondsLeft: count.nullable(),
  restated: z.object({ accounts: count, published: count, held: count, notDone: count }),
});

/** A retraining counts nothing as cancelled: what it has not come to is not in its tally. */
const tallyAnswer = z.object({
  accounts: count,
  failed: count,
  cancelled: count.default(0),
  /** Of a backfill; one that 0.2 began has none. */
  backfill: backfillAnswer.optional(),
});
export type LiveTally = Readonly<z.output<typeof tallyAnswer>>;

export async function readLiveRun(deps: OperationsDeps, id: string, { kind }: RunName): Promise<LiveRun> {
  const live = await readLiveWorkflow(deps, id);
  if (live.state !== 'found') return live;
  const [state, tally] = live.isOpen
    ? await Promise.all([
        ask(deps, id, QUERIES.state, stateAnswer),
        kind === 'backfill' || kind === 'retrain' ? ask(deps, id, QUERIES.progress, tallyAnswer) : null,
      ])
    : [null, null];
  const { isOpen: _, ...found } = live;
  return { ...found, stage: state?.stage ?? null, paused: state?.paused ?? null, tally };
}

/** Any workflow of ours, as Temporal knows it without asking a worker. `isOpen`: a worker could answer a question about it. */
export type LiveWorkflow =
  | (Omit<FoundRun, 'stage' | 'paused' | 'tally'> & { readonly isOpen: boolean })
  | { readonly state: 'gone' }
  | { readonly state: 'unreachable' };

export async function readLiveWorkflow(deps: Pick<OperationsDeps, 'temporal'>, id: string): Promise<LiveWorkflow> {
  try {
    const description = await describeWorkflow(deps, id);
    return { ...readDescription(description), isOpen: description.status.name === 'RUNNING' };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { state: 'gone' };
    if (error instanceof MorrowError && error.code === 'TEMPORAL_UNREACHABLE') return { state: 'unreachable' };
    throw error;
  }
}

/** Best effort: without a worker nobody answers, and that is no error of the run. */
async function ask<Schema extends z.ZodType>(
  deps: OperationsDeps,
  id: string,
  query: string,
  schema: Schema,
): Promise<z.output<Schema> | null> {
  try {
    const handle = deps.temporal.workflow.getHandle(id);
    const answer: unknown = await callTemporal(deps, () => handle.query<unknown>(query), QUERY_MS);
    return schema.safeParse(answer).data ?? null;
  } catch {
    return null;
  }
}

const accountsMemo = z.array(accountId);

function readDescription(description: WorkflowExecutionDescription): Omit<FoundRun, 'stage' | 'paused' | 'tally'> {
  const { runId, status, historyLength, startTime, closeTime, memo } = description;
  return {
    state: 'found',
    runId,
    status: STATUS[status.name],
    historyLength,
    startedAt: startTime.toISOString(),
    closedAt: closeTime?.toISOString() ?? null,
    accounts: accountsMemo.safeParse(memo?.[ACCOUNTS_MEMO]).data ?? null,
  };
}

const STATUS: Readonly<Record<WorkflowExecutionStatusName, RunStatus>> = {
  RUNNING: 'running',
  PAUSED: 'running',
  CONTINUED_AS_NEW: 'running',
  COMPLETED: 'completed',
  FAILED: 'failed',
  TIMED_OUT: 'failed',
  TERMINATED: 'failed',
  CANCELLED: 'cancelled',
  UNSPECIFIED: 'running',
  UNKNOWN: 'running',
};
