// The histories of a day run that continued as new, one after the other, and of the partitions that it started.
import type { Client } from '@temporalio/client';
import { partitionId } from '../../../src/contract/workflow-ids.ts';

export interface Chain {
  readonly runs: number;
  readonly largestDayRun: number;
  readonly largestPartition: number;
}

export async function readChain(
  temporal: Client,
  dayRunId: string,
  firstRunId: string,
  partitions: number,
): Promise<Chain> {
  const lengths: number[] = [];
  for (let runId: string | null = firstRunId; runId !== null;) {
    const { events } = await temporal.workflow.getHandle(dayRunId, runId).fetchHistory();
    lengths.push(events?.length ?? 0);
    runId = events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? null;
  }
  let largestPartition = 0;
  for (let index = 0; index < partitions; index += 1) {
    const { historyLength } = await temporal.workflow.getHandle(partitionId(dayRunId, index)).describe();
    largestPartition = Math.max(largestPartition, historyLength);
  }
  return { runs: lengths.length, largestDayRun: Math.max(...lengths), largestPartition };
}
