// Runs the benchmark's own workflow beside the real heavy workers: a task queue of its own, and no steps.
import { extname, join } from 'node:path';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { connectWorker } from '../../src/temporal/connect-worker.ts';
import { bundleWorkflows } from '../bench/bare/bundle.ts';
import type { Stack } from '../lib/stack.ts';

export const BENCH_QUEUE = 'bench-forecast';

/** Runs `work` while the worker is up. */
export async function withWorkflowWorker<T>(stack: Stack, work: () => Promise<T>): Promise<T> {
  // The benchmark's own output is the progress.
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const codePath = join(stack.stateDir, 'bench-forecast-bundle.js');
  await bundleWorkflows(new URL(`./worker-workflows${extname(import.meta.url)}`, import.meta.url), codePath);
  const { connection, namespace } = await connectWorker(stack.env);
  try {
    const worker = await Worker.create({ connection, namespace, taskQueue: BENCH_QUEUE, workflowBundle: { codePath } });
    return await worker.runUntil(work);
  } finally {
    await connection.close();
  }
}
