// The `heavy` worker: training only, in threads. No workflows, so no bundle.
import { createTrainingPool } from '../src/activities/heavy/training-pool.ts';
import { createHeavyActivities } from '../src/activities/index.ts';
import { readConfig } from '../src/config/config.ts';
import { createHolidayCalendar } from '../src/connectors/holiday-calendar.ts';
import { HEAVY_QUEUE } from '../src/contract/queues.ts';
import { createLogger } from '../src/observability/logger.ts';
import { runEntry } from './entry.ts';
import { openWorkerStore } from './open-store.ts';
import { runWorker } from './run-worker.ts';
import { heavyThreads, heavyWorkerTuning } from './tuning.ts';

await runEntry('worker-heavy', async () => {
  const config = readConfig(process.env);
  const logger = createLogger('worker-heavy', config.MORROW_LOG_LEVEL, config.MORROW_DEBUG_LOG);
  const threads = heavyThreads(config);
  const store = await openWorkerStore(config, { logger });
  const pool = createTrainingPool(threads);
  await runWorker({
    queue: HEAVY_QUEUE,
    config,
    logger,
    durations: store.durations,
    options: {
      activities: createHeavyActivities({
        store,
        pool,
        holidays: createHolidayCalendar(),
        codeVersion: config.MORROW_CODE_VERSION,
      }),
      ...heavyWorkerTuning(threads),
    },
    close: async () => {
      await pool.close();
      await store.close();
    },
  });
});
