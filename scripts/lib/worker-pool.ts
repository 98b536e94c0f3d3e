// The worker processes of one queue, as many as wanted: new ones are started, surplus ones are told to stop and finish what
// they have in hand. Nobody is killed here; the supervisor's SIGKILL comes only after a worker's own grace time has passed.
import { z } from 'zod';
import type { TaskQueue } from '../../src/contract/queues.ts';
import { chooseToDrain } from '../../src/domain/scaling/drain.ts';
import type { WorkerLoad } from '../../src/domain/scaling/figures.ts';
import type { Stack } from './stack.ts';
import { workerSpec } from './stack-processes.ts';

export interface WorkerPool {
  /** The workers that take tasks, with what they have in hand. */
  read(): Promise<readonly WorkerLoad[]>;
  /** Resolves when new workers serve; draining goes on behind it. A worker that does not come up is said and left out. */
  scaleTo(wanted: number): Promise<void>;
  /** Resolves when every worker that was told to stop has ended. */
  drained(): Promise<void>;
}

export type PoolStack = Pick<Stack, 'supervisor' | 'env' | 'mode' | 'stateDir' | 'log'>;

const HEALTH_TIMEOUT_MS = 2_000;

export function createWorkerPool(stack: PoolStack, queue: TaskQueue): WorkerPool {
  const draining = new Map<string, Promise<void>>();
  const startedAt = new Map<string, string>();
  const names = (): readonly string[] =>
    stack.supervisor
      .states()
      .map(({ name }) => name)
      .filter((name) => isOf(queue, name) && !draining.has(name));
  for (const name of names()) startedAt.set(name, new Date().toISOString());

  const read = (): Promise<readonly WorkerLoad[]> =>
    Promise.all(
      names().map(async (name) => ({
        name,
        startedAt: startedAt.get(name) ?? new Date().toISOString(),
        ...(await readSlots(stack, name)),
      })),
    );
  const start = async (number: number): Promise<void> => {
    const spec = workerSpec(stack, queue, number);
    try {
      await stack.supervisor.start(spec);
      startedAt.set(spec.name, new Date().toISOString());
    } catch (error) {
      stack.log(error instanceof Error ? error.message : String(error));
      await stack.supervisor.remove(spec.name);
    }
  };
  const drain = async (name: string): Promise<void> => {
    const since = performance.now();
    await stack.supervisor.remove(name);
    draining.delete(name);
    stack.log(`${name} drained in ${((performance.now() - since) / 1_000).toFixed(1)} s`);
  };
  return {
    read,
    async scaleTo(wanted) {
      const present = names();
      const missing = wanted - present.length;
      const used = [...present, ...draining.keys()];
      await Promise.all(freeNumbers(queue, used, missing).map(start));
      if (missing >= 0) return;
      for (const name of chooseToDrain(await read(), -missing)) draining.set(name, drain(name));
    },
    drained: async () => void (await Promise.all(draining.values())),
  };
}

const isOf = (queue: TaskQueue, name: string): boolean => numberOf(queue, name) !== null;

/** `worker-heavy` -> 1, `worker-heavy-3` -> 3; null: a process of something else. */
function numberOf(queue: TaskQueue, name: string): number | null {
  const [, number = '1'] = new RegExp(`^worker-${queue}(?:-(\\d+))?$`).exec(name) ?? [null, ''];
  return number === '' ? null : Number(number);
}

/** The lowest numbers that no process has, so that names and log files do not grow for ever. */
function freeNumbers(queue: TaskQueue, used: readonly string[], count: number): readonly number[] {
  const taken = new Set(used.map((name) => numberOf(queue, name)));
  const free: number[] = [];
  for (let number = 1; free.length < count; number += 1) if (!taken.has(number)) free.push(number);
  return free;
}

const announced = z.object({ healthPort: z.int() });
const slots = z.object({ slotsUsed: z.int(), slotsTotal: z.int() });
const UNKNOWN = { slotsUsed: null, slotsTotal: null };

/** A worker that is down, starting or does not answer in time says nothing. */
async function readSlots({ supervisor }: PoolStack, name: string): Promise<z.infer<typeof slots> | typeof UNKNOWN> {
  const facts = announced.safeParse(supervisor.announcementOf(name));
  if (!facts.success) return UNKNOWN;
  try {
    const url = `http://127.0.0.1:${facts.data.healthPort}/healthz`;
    const response = await fetch(url, { signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) });
    return slots.safeParse(await response.json()).data ?? UNKNOWN;
  } catch {
    return UNKNOWN;
  }
}
