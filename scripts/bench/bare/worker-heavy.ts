// The `heavy` worker with a training step that does nothing: same process, same options as the real one.
import { readConfig } from '../../../src/config/config.ts';
import { HEAVY_QUEUE } from '../../../src/contract/queues.ts';
import { createLogger } from '../../../src/observability/logger.ts';
import { runEntry } from '../../../workers/entry.ts';
import { runWorker } from '../../../workers/run-worker.ts';
import { heavyThreads, heavyWorkerTuning } from '../../../workers/tuning.ts';
import { bareHeavyActivities } from './activities.ts';

await runEntry('bare-worker-heavy', async () => {
  const config = readConfig(process.env);
  await runWorker({
    queue: HEAVY_QUEUE,
    config,
    logger: createLogger('bare-worker-heavy', config.MORROW_LOG_LEVEL),
    options: { ...heavyWorkerTuning(heavyThreads(config)), activities: bareHeavyActivities },
    close: async () => undefined,
  });
});
