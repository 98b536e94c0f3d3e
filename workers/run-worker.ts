// What the two worker entries share: connect, report ready, run until told to stop, drain, leave nothing open.
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Worker, type ActivityInterceptorsFactory, type WorkerOptions } from '@temporalio/worker';
import type { Config } from '../src/config/config.ts';
import type { TaskQueue } from '../src/contract/queues.ts';
import { DurationLog } from '../src/activities/duration-log.ts';
import { toMorrowError } from '../src/contract/errors.ts';
import type { DurationStore } from '../src/ports/duration-store.ts';
import { systemClock } from '../src/ports/clock.ts';
import { failureInterceptor } from '../src/activities/failures.ts';
import { logSteps } from '../src/activities/step-log.ts';
import { measureSteps } from '../src/activities/step-metrics.ts';
import { serveHealth, type Health } from '../src/observability/health.ts';
import type { Logger } from '../src/observability/logger.ts';
import { announceReady, runUntilSignal } from '../src/observability/process.ts';
import { connectWorker } from '../src/temporal/connect-worker.ts';
import { metricsUrl } from './metrics-url.ts';
import { measureWorker } from './process-metrics.ts';
import { dataConverterOf } from './payload-encryption.ts';
import { openWorkerTracing } from './tracing.ts';

export interface WorkerProcess {
  readonly queue: TaskQueue;
  readonly config: Config;
  readonly logger: Logger;
  readonly options: Omit<WorkerOptions, 'connection' | 'namespace' | 'taskQueue' | 'identity' | 'sinks'>;
  /** Sources and rates providers that its steps ask, for metrics. */
  readonly providers?: readonly string[];
  /** Stands before all of its steps. */
  readonly before?: ActivityInterceptorsFactory;
  /** Where it is kept how long steps take; absent: nowhere. */
  readonly durations?: DurationStore;
  /** Releases what the steps use, after the last one has finished. */
  close(): Promise<void>;
}

/** Runs one worker until a signal: it takes no new work then, finishes what it has within the grace time, and returns. */
export async function runWorker(process_: WorkerProcess): Promise<void> {
  const { queue, config, logger } = process_;
  const name = `worker-${queue}`;
  const measured = { name, queue, providers: process_.providers ?? [], version: config.MORROW_CODE_VERSION };
  const metrics = await measureWorker(measured, logger);
  const tracing = await openWorkerTracing(name, config, logger);
  const { connection, namespace, address } = await connectWorker(process.env, {
    onWaiting: (temporal) => logger.warn({ temporal }, 'Temporal does not answer yet; trying again for a minute'),
  });
  const durations = process_.durations === undefined ? null : keepDurations(process_.durations, queue, logger);
  const facts: Facts = { queue, identity: `${queue}@${hostname()}:${process.pid}`, address, namespace };
  const before = process_.before === undefined ? [] : [process_.before];
  const slotsTotal = countSlots(process_.options);
  let worker: Worker | null = null;
  try {
    // First of all: a worker that was made and never ran keeps its connection from closing, and hides why it did not run.
    const health = await serveHealth(config.WORKER_HEALTH_HOST, config.WORKER_HEALTH_PORT, {
      health: () => readHealth(worker, { ...facts, slotsTotal }),
      metrics: metrics.text,
    });
    try {
      worker = await Worker.create({
        connection,
        namespace,
        taskQueue: queue,
        identity: facts.identity,
        shutdownGraceTime: config.WORKER_SHUTDOWN_GRACE_MS,
        dataConverter: dataConverterOf(config),
        ...process_.options,
        ...(tracing === null ? {} : { sinks: tracing.sinks }),
        // From the outside in: spans and metrics see failures in the catalogue's words.
        interceptors: {
          activity: [
            ...(tracing?.activity ?? []),
            ...before,
            logSteps(logger, config.MORROW_DEBUG_LOG !== undefined),
            measureSteps(durations?.beside(metrics.steps) ?? metrics.steps),
            failureInterceptor,
          ],
        },
      });
      await serve(worker, logger, { ...facts, ...endpointsOf(config, health.port) });
    } finally {
      await health.close();
    }
  } finally {
    await connection.close();
    await durations?.close();
    await process_.close();
    await tracing?.shutdown();
  }
}

const keepDurations = (store: DurationStore, queue: TaskQueue, logger: Logger): DurationLog =>
  new DurationLog({
    store,
    clock: systemClock,
    writer: `${queue}@${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`,
    onFailure: (error) => logger.warn({ code: toMorrowError(error).code }, 'durations of steps cannot be kept'),
  });

type Endpoints = Readonly<{ healthPort: number; metricsUrl: string }>;

const endpointsOf = ({ WORKER_HEALTH_HOST: host }: Config, port: number): Endpoints => ({
  healthPort: port,
  metricsUrl: metricsUrl(host, port),
});

type Facts = Readonly<Record<'queue' | 'identity' | 'address' | 'namespace', string>>;

async function serve(worker: Worker, logger: Logger, facts: Facts & Endpoints): Promise<void> {
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

/** Local activities run inside of workflow tasks, whose slots they keep. */
const countSlots = (options: WorkerProcess['options']): number =>
  (options.maxConcurrentWorkflowTaskExecutions ?? 0) + (options.maxConcurrentActivityTaskExecutions ?? 0);

function readHealth(worker: Worker | null, facts: Facts & { readonly slotsTotal: number }): Health {
  if (worker === null) return { status: 'starting', ...facts };
  const state = worker.getState();
  const status = state === 'RUNNING' ? 'ok' : state === 'INITIALIZED' ? 'starting' : 'draining';
  const details = worker.getStatus();
  const slotsUsed = details.numInFlightWorkflowActivations + details.numInFlightNonLocalActivities;
  return { status, ...facts, slotsUsed, ...details };
}
