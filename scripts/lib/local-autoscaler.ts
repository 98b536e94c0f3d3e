// Sizes the worker processes of an embedded stack by the shared decision, shows each round and writes the figures down.
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { REGISTERED_SOURCES } from '../../src/connectors/registry.ts';
import { TASK_QUEUES, type TaskQueue } from '../../src/contract/queues.ts';
import {
  createAutoscaler,
  runRounds,
  type QueueDecision,
  type ScalingSource,
} from '../../src/operations/autoscaler.ts';
import type { OperationsDeps } from '../../src/operations/deps.ts';
import { countPendingWork } from '../../src/operations/pending-work.ts';
import { recordLine } from '../../src/operations/scaling-record.ts';
import type { WorkerPolicies } from '../../src/operations/scaling-policy.ts';
import { callTemporal } from '../../src/operations/temporal-call.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { connectTemporal, type TemporalConnection } from '../../src/temporal/connect.ts';
import { readQueueStatistics } from '../../src/temporal/queue-figures.ts';
import { connectionParts } from '../../workers/connection-parts.ts';
import { dataConverterOf } from '../../workers/payload-encryption.ts';
import { scalingHeader, scalingLine } from './scaling-lines.ts';
import type { Stack } from './stack.ts';
import { createWorkerPool, type WorkerPool } from './worker-pool.ts';

export type ScaledStack = Pick<Stack, 'config' | 'env' | 'mode' | 'stateDir' | 'supervisor' | 'log'>;

export interface LocalAutoscalerOptions {
  readonly policies: WorkerPolicies;
  readonly intervalMs: number;
}

export interface LocalAutoscaler {
  /** The folder with a file of figures per day. */
  readonly recordings: string;
  /** Stops deciding and waits for workers that drain; the others stay. */
  stop(): Promise<void>;
}

type Pools = Readonly<Record<TaskQueue, WorkerPool>>;

/** Works from now on until it is stopped. */
export async function startLocalAutoscaler(
  stack: ScaledStack,
  { policies, intervalMs }: LocalAutoscalerOptions,
): Promise<LocalAutoscaler> {
  const recordings = join(stack.stateDir, 'scaling');
  await mkdir(recordings, { recursive: true });
  const pools: Pools = { default: createWorkerPool(stack, 'default'), heavy: createWorkerPool(stack, 'heavy') };
  const { source, close } = await openSource(stack, pools);
  const autoscaler = createAutoscaler({ policies, source, clock: systemClock });
  const stopping = new AbortController();
  stack.log(scalingHeader());
  const rounds = runRounds({
    intervalMs,
    signal: stopping.signal,
    onFailed: (error) =>
      stack.log(`no figures in this round: ${error instanceof Error ? error.message : String(error)}`),
    round: async () => {
      const decisions = await autoscaler.decide();
      for (const decision of decisions) stack.log(scalingLine(decision));
      await record(recordings, decisions);
      await Promise.all(decisions.map(({ queue, wanted }) => pools[queue].scaleTo(wanted)));
    },
  });
  return {
    recordings,
    async stop() {
      stopping.abort();
      await rounds;
      await Promise.all(TASK_QUEUES.map((queue) => pools[queue].drained()));
      await close();
    },
  };
}

async function openSource(stack: ScaledStack, pools: Pools) {
  const store = await openStore(stack.config.store, { clock: systemClock });
  try {
    const temporal = await connectTemporal(stack.env, {
      identity: 'autoscaler',
      dataConverter: dataConverterOf(stack.config),
    });
    const deps: OperationsDeps = {
      store,
      temporal: temporal.client,
      clock: systemClock,
      timeZone: stack.config.MORROW_TIME_ZONE,
      registeredSources: REGISTERED_SOURCES,
      ...connectionParts(stack.config),
      temporalUiUrl: stack.config.TEMPORAL_UI_URL,
    };
    const close = async (): Promise<void> => void (await Promise.allSettled([temporal.close(), store.close()]));
    return { source: sourceOf(deps, temporal, pools), close };
  } catch (error) {
    await store.close();
    throw error;
  }
}

const sourceOf = (
  deps: OperationsDeps,
  { connection, namespace }: TemporalConnection,
  pools: Pools,
): ScalingSource => ({
  load: (queue) => callTemporal(deps, () => readQueueStatistics({ connection, namespace, queue })),
  workers: (queue) => pools[queue].read(),
  pending: () => countPendingWork(deps),
});

async function record(folder: string, decisions: readonly QueueDecision[]): Promise<void> {
  const date = decisions[0]?.figures.at.slice(0, 10);
  const lines = decisions.map(({ queue, figures, ...decision }) => recordLine(queue, figures, decision));
  if (date !== undefined) await appendFile(join(folder, `${date}.jsonl`), lines.join(''));
}
