// A start whose answer was lost on its way: whoever sends the same request again is told of the run that it has begun already.
import { WorkflowNotFoundError } from '@temporalio/client';
import { z } from 'zod';
import { START_MEMO } from '../contract/workflow-ids.ts';
import { currentRequest } from './caller.ts';
import type { OperationsDeps } from './deps.ts';
import { describeWorkflow, firstRunOf } from './describe-workflow.ts';
import { KEPT_MS } from './request-keys.ts';

export interface Start {
  /** Temporal's id of the execution that was begun. */
  readonly runId: string;
  /** False: the same work ran before. */
  readonly created: boolean;
}

const markSchema = z.object({ request: z.string(), created: z.boolean() });

/** What a run is marked with when it is started; nothing when the request cannot be sent again. */
export function markOfStart({ created }: Pick<Start, 'created'>): Readonly<Record<string, unknown>> {
  const request = currentRequest();
  return request === null ? {} : { [START_MEMO]: { request, created } satisfies z.output<typeof markSchema> };
}

/**
 * The latest run of this workflow id, over or not, if this very request has begun it while its key counts; else null.
 * @throws MorrowError TEMPORAL_UNREACHABLE.
 */
export async function findOwnStart(
  deps: Pick<OperationsDeps, 'temporal' | 'clock'>,
  id: string,
): Promise<Start | null> {
  const request = currentRequest();
  if (request === null) return null;
  const found = await describeWorkflow(deps, id).catch(nullIfUnknown);
  if (found === null || found.startTime.getTime() < deps.clock.now().getTime() - KEPT_MS) return null;
  const mark = markSchema.safeParse(found.memo?.[START_MEMO]).data;
  return mark?.request === request ? { runId: firstRunOf(found), created: mark.created } : null;
}

function nullIfUnknown(error: unknown): null {
  if (error instanceof WorkflowNotFoundError) return null;
  throw error;
}
