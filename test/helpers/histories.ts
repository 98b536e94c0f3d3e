// Finds every run below some workflows by following the children their histories name, and the runs that they continued as.
import type { Client } from '@temporalio/client';

type History = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>;

export interface FoundHistory {
  readonly workflowId: string;
  readonly history: History;
}

export async function collectHistories(client: Client, roots: readonly string[]): Promise<readonly FoundHistory[]> {
  const found: FoundHistory[] = [];
  const open: { workflowId: string; runId?: string }[] = roots.map((workflowId) => ({ workflowId }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const history = await client.workflow.getHandle(next.workflowId, next.runId).fetchHistory();
    found.push({ workflowId: next.workflowId, history });
    open.push(...childrenOf(history), ...continuedBy(next.workflowId, history));
  }
  return found;
}

function childrenOf(history: History): readonly { workflowId: string; runId: string }[] {
  return (history.events ?? []).flatMap(({ childWorkflowExecutionStartedEventAttributes: started }) => {
    const { workflowId, runId } = started?.workflowExecution ?? {};
    return typeof workflowId === 'string' && typeof runId === 'string' ? [{ workflowId, runId }] : [];
  });
}

const continuedBy = (workflowId: string, history: History): readonly { workflowId: string; runId: string }[] =>
  (history.events ?? []).flatMap(({ workflowExecutionContinuedAsNewEventAttributes: continued }) => {
    const runId = continued?.newExecutionRunId;
    return typeof runId === 'string' ? [{ workflowId, runId }] : [];
  });

/** The names of the events of a run, in order. */
export const eventCount = (history: History): number => history.events?.length ?? 0;
