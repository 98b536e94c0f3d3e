// What a day run leaves behind when somebody terminates it in Temporal instead of cancelling it: its partitions and its wait for
// rates go on, and nobody is left to end them.
import { WorkflowNotFoundError } from '@temporalio/client';
import { WORKFLOWS, ratesId } from '../contract/workflow-ids.ts';
import type { OperationsDeps } from './deps.ts';
import { describeWorkflow } from './describe-workflow.ts';
import { callTemporal } from './temporal-call.ts';

/**
 * Ends what a terminated day run has left: its partitions, its wait for rates, and the record that says it runs. Repeating it
 * does no harm.
 * @param day the workflow id of a day run that is over. @returns false: there was nothing to end.
 * @throws MorrowError TEMPORAL_UNREACHABLE.
 */
export async function endTerminated(
  deps: Pick<OperationsDeps, 'temporal' | 'store' | 'clock'>,
  day: string,
): Promise<boolean> {
  const cancelled = await cancelLeftovers(deps, day);
  const record = await deps.store.runs.find(day);
  if (record?.status === 'running') {
    await deps.store.runs.save({
      ...record,
      status: 'cancelled',
      errorCode: 'CANCELLED',
      errorMessage: 'Terminated in Temporal; what it had left behind was asked to stop.',
      finishedAt: deps.clock.now().toISOString(),
    });
  }
  return cancelled > 0 || record?.status === 'running';
}

type Deps = Pick<OperationsDeps, 'temporal'>;

/** More than the largest day has in flight at a time. */
const MOST = 1_000;
const PARTITION_OF = /^partition\/(?<day>day\/.+)\/\d+$/;

async function cancelLeftovers(deps: Deps, day: string): Promise<number> {
  const ids = await listRunning(deps, `WorkflowId STARTS_WITH "partition/${day}/" OR WorkflowId = "${ratesId(day)}"`);
  const own = ids.filter((id) => id === ratesId(day) || PARTITION_OF.exec(id)?.groups?.['day'] === day);
  const cancelled = await Promise.all(own.map((id) => cancelIfRunning(deps, id)));
  return cancelled.filter((did) => did).length;
}

/**
 * Day runs that are over and have partitions that still run, by id.
 * @throws MorrowError TEMPORAL_UNREACHABLE.
 */
export async function findAbandonedDays(deps: Deps): Promise<readonly string[]> {
  const ids = await listRunning(deps, `WorkflowType = "${WORKFLOWS.partition}"`);
  const days = [...new Set(ids.flatMap((id) => PARTITION_OF.exec(id)?.groups?.['day'] ?? []))].sort();
  const running = await Promise.all(days.map((day) => isRunning(deps, day)));
  return days.filter((_, index) => running[index] === false);
}

const listRunning = (deps: Deps, which: string): Promise<readonly string[]> =>
  callTemporal(deps, async () => {
    const ids: string[] = [];
    for await (const { workflowId } of deps.temporal.workflow.list({
      query: `ExecutionStatus = "Running" AND (${which})`,
    })) {
      if (ids.push(workflowId) === MOST) break;
    }
    return ids;
  });

const isRunning = (deps: Deps, id: string): Promise<boolean> =>
  describeWorkflow(deps, id).then(
    ({ status }) => status.name === 'RUNNING',
    (error: unknown) => {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    },
  );

const cancelIfRunning = (deps: Deps, id: string): Promise<boolean> =>
  callTemporal(deps, () => deps.temporal.workflow.getHandle(id).cancel()).then(
    () => true,
    (error: unknown) => {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    },
  );
