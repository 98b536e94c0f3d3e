// What the two worker entries share: connect, report ready, run until told to stop, drain, leave nothing open.
import { hostname } from 'node:os';
import { Worker, type WorkerOptions } from '@temporalio/worker';
import type { Config } from '../src/config/config.ts';
import type { TaskQueue } from '../src/contract/queues.ts';
import { failureInterceptor } from '../src/activities/failures.ts';
import { serveHealth, type Health } from '../src/observability/health.ts';
import type { Logger } from '../src/observability/logger.ts';
import { announceReady, runUntilSignal } from '../src/observability/process.ts';
import { installTemporalRuntime } from '../src/observability/temporal-runtime.ts';
import { connectWorker } from '../src/temporal/connect-worker.ts';

export interface WorkerProcess {
  readonly queue: TaskQueue;
  readonly config: Config;
  readonly logger: Logger;
  readonly options: Omit<WorkerOptions, 'connection' | 'namespace' | 'taskQueue' | 'identity'>;
  /** Releases what the steps use, after the last one has finished. */
  close(): Promise<void>;
}

/** Runs one worker until a signal: it takes no new work then, finishes what it has within the grace time, and returns. */
export async function runWorker(process_: WorkerProcess): Promise<void> {
  const { queue, config, logger } = process_;
  installTemporalRuntime(logger);
  const { connection, namespace, address } = await connectWorker(process.env, {
    onWaiting: (temporal) => logger.warn({ temporal }, 'Temporal does not answer yet; trying again for a minute'),
  });
  const facts: Facts = { queue, identity: `${queue}@${hostname()}:${process.pid}`, address, namespace };
  let worker: Worker | null = null;
  try {
    // First of all: a worker that was made and never ran keeps its connection from closing, and hides why it did not run.
    const health = await serveHealth(config.WORKER_HEALTH_HOST, config.WORKER_HEALTH_PORT, () =>
      readHealth(worker, facts),
    );
    try {
      worker = await Worker.create({
        connection,
        namespace,
        taskQueue: queue,
        identity: facts.identity,
        shutdownGraceTime: config.WORKER_SHUTDOWN_GRACE_MS,
        ...process_.options,
        interceptors: { activity: [failureInterceptor] },
      });
      await serve(worker, logger, { ...facts, healthPort: health.port });
    } finally {
      await health.close();
    }
  } finally {
    await connection.close();
    await process_.close();
  }
}

type Facts = Readonly<Record<'queue' | 'identity' | 'address' | 'namespace', string>>;

async function serve(worker: Worker, logger: Logger, facts: Facts & { readonly healthPort: number }): Promise<void> {
  const running = worker.run();
  const failed = running.then(() => undefined);
  announceReady(facts);
  logger.info(facts, 'worker ready');
  await Promise.race([failed, runUntilSignal((reason) => drain(worker, running, logger, reason))]);
}

async function drain(worker: Worker, running: Promise<void>, logger: Logger, reason: string): Promise<void> {
  logger.info({ reason }, 'worker draining');
  if (worker.getState() === 'RUNNING') worker.shutdown();
  await running;
  logger.info({}, 'worker stopped');
}

function readHealth(worker: Worker | null, facts: Facts): Health {
  if (worker === null) return { status: 'starting', ...facts };
  const state = worker.getState();
  const status = state === 'RUNNING' ? 'ok' : state === 'INITIALIZED' ? 'starting' : 'draining';
  return { status, ...facts, ...worker.getStatus() };
}
