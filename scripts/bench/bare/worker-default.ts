// The `default` worker with steps that do nothing: same process, same options as the real one.
import { readConfig } from '../../../src/config/config.ts';
import { DEFAULT_QUEUE } from '../../../src/contract/queues.ts';
import { createLogger } from '../../../src/observability/logger.ts';
import { runEntry } from '../../../workers/entry.ts';
import { runWorker } from '../../../workers/run-worker.ts';
import { defaultWorkerTuning } from '../../../workers/tuning.ts';
import { bareDefaultActivities } from './activities.ts';

await runEntry('bare-worker-default', async () => {
  const config = readConfig(process.env);
  const codePath = config.WORKFLOW_BUNDLE;
  await runWorker({
    queue: DEFAULT_QUEUE,
    config,
    logger: createLogger('bare-worker-default', config.MORROW_LOG_LEVEL),
    options: {
      ...defaultWorkerTuning(config),
      ...(codePath === undefined ? {} : { workflowBundle: { codePath } }),
      activities: bareDefaultActivities,
    },
    close: async () => undefined,
  });
});
