// The events of one execution, up to a bound, and what of it is under way now.
import { WorkflowNotFoundError } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { MorrowError } from '../../contract/errors.ts';
import type { OperationsDeps } from '../deps.ts';
import { describeWorkflow } from '../describe-workflow.ts';
import { callTemporal, grpcStatus } from '../temporal-call.ts';
import type { PayloadReader } from './payloads.ts';

export type HistoryEvent = temporal.api.history.v1.IHistoryEvent;
export type PendingStep = temporal.api.workflow.v1.IPendingActivityInfo;

/** An event with the words that stand beside it in the Web UI. */
export interface LabelledEvent {
  readonly event: HistoryEvent;
  readonly label: string | null;
}

export interface ReadHistory {
  readonly state: 'found';
  readonly runId: string;
  readonly isRunning: boolean;
  readonly events: readonly LabelledEvent[];
  /** False: there are more events than are read. */
  readonly complete: boolean;
  readonly pending: readonly PendingStep[];
}

export type HistoryAnswer = ReadHistory | { readonly state: 'gone' } | { readonly state: 'unreachable' };

/** A run of ours stays below 4,096 events; one that does not is shown in part. */
const EVENTS_MAX = 6_000;
const PAGE = 1_000;

type Deps = Pick<OperationsDeps, 'temporal'>;

/** @param runId one execution; absent: the latest. */
export async function readHistory(
  deps: Deps,
  { id, runId, reader }: { readonly id: string; readonly runId: string | undefined; readonly reader: PayloadReader },
): Promise<HistoryAnswer> {
  try {
    const { runId: found, status, raw } = await describeWorkflow(deps, id, runId);
    const { events, complete } = await fetchEvents(deps, { workflowId: id, runId: found });
    return {
      state: 'found',
      runId: found,
      isRunning: status.name === 'RUNNING' || status.name === 'PAUSED',
      events: await Promise.all(events.map((event) => withLabel(event, reader))),
      complete,
      pending: raw.pendingActivities ?? [],
    };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError || isNoSuchRun(error)) return { state: 'gone' };
    if (error instanceof MorrowError && error.code === 'TEMPORAL_UNREACHABLE') return { state: 'unreachable' };
    throw error;
  }
}

/** Not found, or an invalid argument. */
const NO_SUCH_RUN: ReadonlySet<number | null> = new Set([3, 5]);

/** Also for an id of an execution that cannot be one. */
const isNoSuchRun = (error: unknown): boolean => NO_SUCH_RUN.has(grpcStatus(error));

interface Execution {
  readonly workflowId: string;
  readonly runId: string;
}

async function fetchEvents(
  deps: Deps,
  execution: Execution,
): Promise<Pick<HistoryPage, 'events'> & { complete: boolean }> {
  const events: HistoryEvent[] = [];
  let token: Uint8Array | null = null;
  do {
    const page: HistoryPage = await fetchPage(deps, execution, token);
    events.push(...page.events);
    token = page.next;
  } while (token !== null && events.length < EVENTS_MAX);
  return { events, complete: token === null };
}

interface HistoryPage {
  readonly events: readonly HistoryEvent[];
  readonly next: Uint8Array | null;
}

async function fetchPage(deps: Deps, execution: Execution, token: Uint8Array | null): Promise<HistoryPage> {
  const { temporal: client } = deps;
  const { history, nextPageToken } = await callTemporal(deps, () =>
    client.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution,
      maximumPageSize: PAGE,
      ...(token === null ? {} : { nextPageToken: token }),
    }),
  );
  return { events: history?.events ?? [], next: nextPageToken && nextPageToken.length > 0 ? nextPageToken : null };
}

async function withLabel(event: HistoryEvent, reader: PayloadReader): Promise<LabelledEvent> {
  const summary: Payload | null | undefined = event.userMetadata?.summary;
  return { event, label: summary ? await reader.text(summary) : null };
}
