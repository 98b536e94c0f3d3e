// How the bare steps are called: the timeouts and retries of Morrow's own table, so that the server writes the same events.
import type { ActivityOptions, LocalActivityOptions } from '@temporalio/workflow';
import { PROFILES } from '../../../src/contract/profiles.ts';

const { localMs } = PROFILES.publish;
const { queue, startToCloseMs, scheduleToCloseMs, heartbeatMs, retry } = PROFILES.trainModel;

export const LOCAL: LocalActivityOptions = {
  startToCloseTimeout: localMs ?? startToCloseMs,
  retry: { maximumAttempts: 1 },
};

export const TRAINING: ActivityOptions = {
  taskQueue: queue,
  startToCloseTimeout: startToCloseMs,
  ...(scheduleToCloseMs === null ? {} : { scheduleToCloseTimeout: scheduleToCloseMs }),
  ...(heartbeatMs === null ? {} : { heartbeatTimeout: heartbeatMs }),
  retry: {
    initialInterval: retry.initialIntervalMs,
    backoffCoefficient: retry.backoffCoefficient,
    maximumInterval: retry.maximumIntervalMs,
    maximumAttempts: retry.maximumAttempts,
  },
};
