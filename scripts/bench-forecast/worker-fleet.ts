// Heavy workers of one thread each, as many as a measurement asks for, beside a stack that has none.
import { createSupervisor } from '../lib/processes.ts';
import { codeMode } from '../lib/project.ts';
import { whenAnnounced } from '../lib/ready.ts';
import { nodeProcess } from '../lib/stack-processes.ts';
import type { Stack } from '../lib/stack.ts';

const WORKER_GRACE_MS = 25_000;

/** Runs `work` while so many workers are up, and stops them whatever comes of it. */
export async function withHeavyWorkers<T>(stack: Stack, count: number, work: () => Promise<T>): Promise<T> {
  const supervisor = createSupervisor({ say: stack.log });
  const env = { ...stack.env, WORKER_HEAVY_THREADS: '1' };
  const specs = Array.from({ length: count }, (_, index) => ({
    ...nodeProcess(
      { env, mode: codeMode, stateDir: stack.stateDir },
      { name: `bench-heavy-${index + 1}`, entry: 'workers/heavy', kind: 'node' },
    ),
    ready: whenAnnounced,
    graceMs: WORKER_GRACE_MS,
    stage: 1,
  }));
  try {
    await Promise.all(specs.map((spec) => supervisor.start(spec)));
    return await Promise.race([work(), supervisor.givenUp.then((error) => Promise.reject(error))]);
  } finally {
    await supervisor.stopAll();
  }
}
