// What Temporal says about a workflow without asking a worker, also when its memo is sealed with a key that is not here.
import { Client, type WorkflowExecutionDescription } from '@temporalio/client';
import type { PayloadCodec } from '@temporalio/common';
import { MorrowError } from '../contract/errors.ts';
import type { OperationsDeps } from './deps.ts';
import { callTemporal } from './temporal-call.ts';

type Deps = Pick<OperationsDeps, 'temporal'>;

/**
 * @param runId one execution; absent: the latest.
 * @throws WorkflowNotFoundError; MorrowError TEMPORAL_UNREACHABLE.
 */
export async function describeWorkflow(deps: Deps, id: string, runId?: string): Promise<WorkflowExecutionDescription> {
  const describe = ({ temporal }: Deps): Promise<WorkflowExecutionDescription> =>
    callTemporal({ temporal }, () => temporal.workflow.getHandle(id, runId).describe());
  try {
    return await describe(deps);
  } catch (error) {
    if (!isSealed(error)) throw error;
    return describe({ temporal: withoutSight(deps.temporal) });
  }
}

/** The execution that was begun; it may have continued as new since. */
export const firstRunOf = ({ runId, raw }: WorkflowExecutionDescription): string =>
  raw.workflowExecutionInfo?.firstRunId || runId;

const isSealed = (error: unknown): boolean =>
  error instanceof MorrowError && ['SECRET_KEY_MISSING', 'SECRET_UNREADABLE'].includes(error.code);

/** Reads every payload as nothing. */
const BLIND: PayloadCodec = {
  encode: (payloads) => Promise.resolve(payloads),
  decode: (payloads) => Promise.resolve(payloads.map(() => ({ metadata: { encoding: Buffer.from('binary/null') } }))),
};

const withoutSight = ({ connection, options: { namespace } }: Client): Client =>
  new Client({ connection, namespace, dataConverter: { payloadCodecs: [BLIND] } });
