// The autoscaler without hands: reads figures, decides, remembers. Who carries a decision out starts processes or containers.
import { setTimeout as pause } from 'node:timers/promises';
import { TASK_QUEUES, type TaskQueue } from '../contract/queues.ts';
import { NO_MEMORY, decideWorkers, type ScalingDecision, type ScalingMemory } from '../domain/scaling/decide.ts';
import { toFigures, type QueueFigures, type QueueLoad, type WorkerLoad } from '../domain/scaling/figures.ts';
import type { Clock } from '../ports/clock.ts';
import type { PendingWork } from './pending-work.ts';
import type { WorkerPolicies } from './scaling-policy.ts';

export interface ScalingSource {
  load(queue: TaskQueue): Promise<QueueLoad>;
  workers(queue: TaskQueue): Promise<readonly WorkerLoad[]>;
  pending(): Promise<PendingWork>;
}

export interface QueueDecision extends Pick<ScalingDecision, 'wanted' | 'reason'> {
  readonly queue: TaskQueue;
  readonly figures: QueueFigures;
}

export interface Autoscaler {
  /** One round over all queues. A queue that cannot be read fails the round, and nothing is decided or remembered. */
  decide(): Promise<readonly QueueDecision[]>;
}

export interface AutoscalerOptions {
  readonly policies: WorkerPolicies;
  readonly source: ScalingSource;
  readonly clock: Clock;
}

export function createAutoscaler({ policies, source, clock }: AutoscalerOptions): Autoscaler {
  const memories = new Map<TaskQueue, ScalingMemory>();
  return {
    async decide() {
      const pending = await source.pending();
      const read = await Promise.all(
        TASK_QUEUES.map(async (queue) => {
          const [load, workers] = await Promise.all([source.load(queue), source.workers(queue)]);
          const at = clock.now().toISOString();
          return { queue, figures: toFigures(at, load, { workers, pendingWork: pending[queue] }) };
        }),
      );
      return read.map(({ queue, figures }) => {
        const { memory, ...decision } = decideWorkers(figures, policies[queue], memories.get(queue) ?? NO_MEMORY);
        memories.set(queue, memory);
        return { queue, figures, ...decision };
      });
    },
  };
}

export interface Rounds {
  readonly intervalMs: number;
  readonly signal: AbortSignal;
  readonly round: () => Promise<void>;
  /** A round that fails is no end: the next one may see more. */
  readonly onFailed: (error: unknown) => void;
}

/** Round after round, never two at once, until the signal aborts. */
export async function runRounds({ intervalMs, signal, round, onFailed }: Rounds): Promise<void> {
  while (!signal.aborted) {
    const next = performance.now() + intervalMs;
    await round().catch(onFailed);
    await pause(Math.max(0, next - performance.now()), undefined, { signal }).catch(() => undefined);
  }
}
