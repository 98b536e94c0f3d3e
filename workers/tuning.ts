// How much each worker does at once. Apart from the entries, so that the benchmark's bare workers run with the very same options.
import { availableParallelism } from 'node:os';
import type { WorkerOptions } from '@temporalio/worker';
import type { Config } from '../src/config/config.ts';

/** Steps a thread has in hand: one that fits, one that loads or saves. */
const STEPS_PER_THREAD = 2;

export const defaultWorkerTuning = (config: Config) =>
  ({
    maxConcurrentWorkflowTaskExecutions: config.WORKER_WORKFLOW_SLOTS,
    maxConcurrentActivityTaskExecutions: config.WORKER_ACTIVITY_SLOTS,
    maxConcurrentLocalActivityExecutions: config.WORKER_ACTIVITY_SLOTS,
    maxCachedWorkflows: config.WORKER_CACHED_WORKFLOWS,
    // Short, so that the work of a worker that died moves on within seconds.
    stickyQueueScheduleToStartTimeout: 2_000,
  }) satisfies Partial<WorkerOptions>;

/** Fits at once, a thread each. */
export const heavyThreads = (config: Config): number => config.WORKER_HEAVY_THREADS ?? availableParallelism();

export const heavyWorkerTuning = (threads: number) =>
  ({
    maxConcurrentActivityTaskExecutions: threads * STEPS_PER_THREAD,
    // A cancellation arrives with the answer to a heartbeat; held back for seconds, it would come as late.
    maxHeartbeatThrottleInterval: '500ms',
    defaultHeartbeatThrottleInterval: '500ms',
  }) satisfies Partial<WorkerOptions>;
