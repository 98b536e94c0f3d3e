// Worker side: the native connection that Worker.create takes. Its caller closes it in a `finally`, or the process never ends.
import { NativeConnection } from '@temporalio/worker';
import { unreachable } from './connect.ts';
import { retryUntil } from './retry-until.ts';
import { readTemporalTarget, type EnvironmentVariables } from './target.ts';

export interface WorkerConnection {
  readonly connection: NativeConnection;
  readonly address: string;
  readonly namespace: string;
}

const DEFAULT_DEADLINE_MS = 60_000;

/**
 * NativeConnection fails at once when nobody listens; a worker may well start before its server.
 * @throws MorrowError TEMPORAL_UNREACHABLE after `deadlineMs`.
 */
export async function connectWorker(
  env: EnvironmentVariables,
  options: { readonly deadlineMs?: number; readonly onWaiting?: (address: string) => void } = {},
): Promise<WorkerConnection> {
  const target = readTemporalTarget(env);
  try {
    const connection = await retryUntil(() => NativeConnection.connect(target.options), {
      deadlineMs: options.deadlineMs ?? DEFAULT_DEADLINE_MS,
      isFinal: () => false,
      onWaiting: () => options.onWaiting?.(target.address),
    });
    return { connection, address: target.address, namespace: target.namespace };
  } catch (error) {
    throw unreachable(target, error);
  }
}
