// The two task queues. Adding one is an architecture decision, see docs/adr/0002.

/** Workflows and light steps. */
export const DEFAULT_QUEUE = 'default';
/** CPU-heavy steps: training. Activities only. */
export const HEAVY_QUEUE = 'heavy';

export const TASK_QUEUES = [DEFAULT_QUEUE, HEAVY_QUEUE] as const;
export type TaskQueue = (typeof TASK_QUEUES)[number];
