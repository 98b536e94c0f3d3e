// How much was done more than once, read from the histories: what at-least-once means in numbers.
import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { PROFILES } from '../../src/contract/profiles.ts';
import { inLanes } from './lanes.ts';

export interface Repeats {
  /** Attempts of ordinary steps beyond their first. */
  readonly stepAttempts: number;
  /** Steps whose fast path failed, so that they ran again the durable way. */
  readonly slowPaths: number;
  /** Workflow tasks that ended with their worker and were done again by another. */
  readonly workflowTasks: number;
  readonly histories: number;
}

const LANES = 16;
const isFastStep = (name: string): boolean =>
  Object.entries(PROFILES).some(([step, { localMs }]) => step === name && localMs !== null);

export async function countRepeats(temporal: Client): Promise<Repeats> {
  const all: WorkflowExecutionInfo[] = [];
  for await (const execution of temporal.workflow.list()) all.push(execution);
  let [stepAttempts, slowPaths, workflowTasks] = [0, 0, 0];
  await inLanes(LANES, all, async ({ workflowId, runId }) => {
    const { events } = await temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    for (const event of events ?? []) {
      stepAttempts += Math.max(0, (event.activityTaskStartedEventAttributes?.attempt ?? 1) - 1);
      const scheduled = event.activityTaskScheduledEventAttributes?.activityType?.name;
      if (typeof scheduled === 'string' && isFastStep(scheduled)) slowPaths += 1;
      if (event.workflowTaskTimedOutEventAttributes || event.workflowTaskFailedEventAttributes) workflowTasks += 1;
    }
  });
  return { stepAttempts, slowPaths, workflowTasks, histories: all.length };
}
