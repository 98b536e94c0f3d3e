// The `default` worker: all workflows and the light steps. Any number of them may run; they need no configuration to share the work.
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RetentionDays } from '../src/activities/dependencies.ts';
import { createDefaultActivities } from '../src/activities/index.ts';
import { readConfig, type Config } from '../src/config/config.ts';
import { createRatesProviders } from '../src/connectors/rates-providers.ts';
import { createSources } from '../src/connectors/registry.ts';
import { DEFAULT_QUEUE } from '../src/contract/queues.ts';
import { createLogger } from '../src/observability/logger.ts';
import { systemClock } from '../src/ports/clock.ts';
import { openStore } from '../src/storage/open-store.ts';
import { runEntry } from './entry.ts';
import { runWorker } from './run-worker.ts';
import { defaultWorkerTuning } from './tuning.ts';

await runEntry('worker-default', async () => {
  const config = readConfig(process.env);
  const logger = createLogger('worker-default', config.MORROW_LOG_LEVEL);
  const store = await openStore(config.store, { clock: systemClock });
  await store.migrate();
  await runWorker({
    queue: DEFAULT_QUEUE,
    config,
    logger,
    options: {
      ...workflowCode(config),
      ...defaultWorkerTuning(config),
      activities: createDefaultActivities({
        store,
        sources: createSources(config),
        ratesProviders: createRatesProviders(config),
        clock: systemClock,
        retention: retentionOf(config),
        sensorIntervalMs: config.SENSOR_INTERVAL_MS,
      }),
    },
    close: () => store.close(),
  });
});

/** A prebuilt bundle starts in half a second; without one the sources beside this file are bundled. */
function workflowCode({ WORKFLOW_BUNDLE }: Config) {
  if (WORKFLOW_BUNDLE !== undefined) return { workflowBundle: { codePath: WORKFLOW_BUNDLE } };
  const sources = new URL(`../src/workflows/index${extname(import.meta.url)}`, import.meta.url);
  return { workflowsPath: fileURLToPath(sources) };
}

function retentionOf(config: Config): RetentionDays {
  return {
    payloads: config.KEEP_PAYLOADS_DAYS,
    runs: config.KEEP_RUNS_DAYS,
    forecasts: config.KEEP_FORECASTS_DAYS,
    revenue: config.KEEP_REVENUE_DAYS,
    models: config.KEEP_MODELS_DAYS,
    rates: config.KEEP_RATES_DAYS,
  };
}
