// What a day run leaves behind when somebody terminates it in Temporal instead of cancelling it: its partitions and its wait for
// rates go on, and nobody is left to end them.
import { WorkflowNotFoundError } from '@temporalio/client';
import { WORKFLOWS, ratesId } from '../contract/workflow-ids.ts';
import type { RunEnding } from '../ports/store.ts';
import type { OperationsDeps } from './deps.ts';
import { describeWorkflow } from './describe-workflow.ts';
import { mapFewAtATime } from './few-at-a-time.ts';
import { callTemporal } from './temporal-call.ts';

/** One execution: the same work that runs again has the same workflow id and another run id. */
interface Execution {
  readonly workflowId: string;
  readonly runId: string;
}

/**
 * Ends what a terminated day run has left: its partitions, its wait for rates, and the record that says it runs. Whatever a run
 * of the same day that begins meanwhile has begun and recorded is let alone. Repeating it does no harm.
 * @param day the execution that is over. @returns false: there was nothing to end.
 * @throws MorrowError TEMPORAL_UNREACHABLE.
 */
export async function endTerminated(
  deps: Pick<OperationsDeps, 'temporal' | 'store' | 'clock'>,
  day: Execution,
): Promise<boolean> {
  const [left, record] = await Promise.all([listLeftovers(deps, day.workflowId), deps.store.runs.find(day.workflowId)]);
  // Looked at last: as long as it is the latest, all that was read before belongs to it, or to one before it.
  const latest = await describeWorkflow(deps, day.workflowId);
  if (latest.runId !== day.runId) return false;
  const cancelled = await cancelAll(deps, left);
  const ended = record !== null && (await deps.store.runs.end(record, terminatedAt(deps.clock.now())));
  return cancelled > 0 || ended;
}

const terminatedAt = (now: Date): RunEnding => ({
  status: 'cancelled',
  errorCode: 'CANCELLED',
  errorMessage: 'Terminated in Temporal; what it had left behind was asked to stop.',
  finishedAt: now.toISOString(),
});

type Deps = Pick<OperationsDeps, 'temporal'>;

const PARTITION_OF = /^partition\/(?<day>day\/.+)\/\d+$/;

async function listLeftovers(deps: Deps, day: string): Promise<readonly Execution[]> {
  const rates = ratesId(day);
  const found = await listRunning(deps, `WorkflowId STARTS_WITH "partition/${day}/" OR WorkflowId = "${rates}"`);
  return found.filter(({ workflowId }) => workflowId === rates || dayOf(workflowId) === day);
}

const dayOf = (partition: string): string | undefined => PARTITION_OF.exec(partition)?.groups?.['day'];

/** Temporal is asked this many things side by side. */
const TOGETHER = 100;

async function cancelAll(deps: Deps, left: readonly Execution[]): Promise<number> {
  const asked = await mapFewAtATime(left, TOGETHER, (one) => cancelIfRunning(deps, one));
  return asked.filter((did) => did).length;
}

/**
 * Day runs that are over and have partitions that still run, by id.
 * @throws MorrowError TEMPORAL_UNREACHABLE.
 */
export async function findAbandonedDays(deps: Deps): Promise<readonly string[]> {
  const partitions = await listRunning(deps, `WorkflowType = "${WORKFLOWS.partition}"`);
  const days = [...new Set(partitions.flatMap(({ workflowId }) => dayOf(workflowId) ?? []))].sort();
  const running = await mapFewAtATime(days, TOGETHER, (day) => isRunning(deps, day));
  return days.filter((_, index) => running[index] === false);
}

/** All of them, page by page: a day may have any number of partitions that wait. */
const listRunning = (deps: Deps, which: string): Promise<readonly Execution[]> =>
  callTemporal(deps, async () => {
    const found: Execution[] = [];
    for await (const { workflowId, runId } of deps.temporal.workflow.list({
      query: `ExecutionStatus = "Running" AND (${which})`,
    })) {
      found.push({ workflowId, runId });
    }
    return found;
  });

const isRunning = (deps: Deps, id: string): Promise<boolean> =>
  describeWorkflow(deps, id).then(
    ({ status }) => status.name === 'RUNNING',
    (error: unknown) => {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    },
  );

const cancelIfRunning = (deps: Deps, { workflowId, runId }: Execution): Promise<boolean> =>
  callTemporal(deps, () => deps.temporal.workflow.getHandle(workflowId, runId).cancel()).then(
    () => true,
    (error: unknown) => {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    },
  );
