// The metrics of a worker process, on one address: ours, and those of Temporal's native runtime, which begins here because they do.
import { PROFILES } from '../src/contract/profiles.ts';
import type { TaskQueue } from '../src/contract/queues.ts';
import type { Logger } from '../src/observability/logger.ts';
import { createErrorCounter } from '../src/observability/metrics/error-counter.ts';
import { measureExchanges } from '../src/observability/metrics/exchange-metrics.ts';
import { createRegistry } from '../src/observability/metrics/registry.ts';
import { createSdkMetricsReader } from '../src/observability/metrics/sdk-metrics.ts';
import { createStepMetrics, type StepMetrics } from '../src/observability/metrics/step-metrics.ts';
import { installTemporalRuntime } from '../src/observability/temporal-runtime.ts';

export interface WorkerMetrics {
  readonly steps: StepMetrics;
  /** In Prometheus's text format. */
  text(): Promise<string>;
}

export interface MeasuredWorker {
  readonly name: string;
  readonly queue: TaskQueue;
  /** Whom its steps ask. */
  readonly providers: readonly string[];
  readonly version: string;
}

/** Call once, before the first connection to Temporal. */
export async function measureWorker(worker: MeasuredWorker, logger: Logger): Promise<WorkerMetrics> {
  const { name, queue, providers, version } = worker;
  const registry = createRegistry({ process: name, version });
  const readSdkMetrics = createSdkMetricsReader(registry, await installTemporalRuntime(logger));
  const countError = createErrorCounter(registry, [name, ...providers]);
  measureExchanges({ registry, providers, onError: countError });
  return {
    steps: createStepMetrics({ registry, steps: stepsOf(queue), onFailure: () => countError(name) }),
    text: async () => {
      const ofSdk = await readSdkMetrics();
      return `${await registry.metrics()}${ofSdk}`;
    },
  };
}

/** Each on the path that it takes when all is well. */
const stepsOf = (queue: TaskQueue) =>
  Object.entries(PROFILES)
    .filter(([, profile]) => profile.queue === queue)
    .map(([step, { localMs }]) => ({ step, path: localMs === null ? ('ordinary' as const) : ('local' as const) }));
