// The variables of the workers: health, slots, threads, and where their workflow code comes from. Part of the one schema in `schema.ts`.
import { z } from 'zod';

export const workerVariables = {
  WORKER_HEALTH_HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe("Address of a worker's health endpoint.")
    .meta({ group: 'workers' }),
  WORKER_HEALTH_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(0)
    .describe("Port of a worker's health endpoint; 0 takes a free one.")
    .meta({ group: 'workers' }),
  WORKER_SHUTDOWN_GRACE_MS: z.coerce
    .number()
    .int()
    .min(1)
    .default(20_000)
    .describe('How long running steps may finish after SIGTERM.')
    .meta({ group: 'workers' }),
  WORKER_WORKFLOW_SLOTS: z.coerce
    .number()
    .int()
    .min(2)
    .max(2_000)
    .default(32)
    .describe('Workflow tasks a default worker handles at once; each keeps its place while its short steps run.')
    .meta({ group: 'workers' }),
  WORKER_CACHED_WORKFLOWS: z.coerce
    .number()
    .int()
    .min(10)
    .max(100_000)
    .default(600)
    .describe('Running workflows a default worker keeps in memory.')
    .meta({ group: 'workers' }),
  WORKER_ACTIVITY_SLOTS: z.coerce
    .number()
    .int()
    .min(1)
    .max(2_000)
    .default(100)
    .describe('Steps a default worker runs at once.')
    .meta({ group: 'workers' }),
  WORKER_HEAVY_THREADS: z.coerce
    .number()
    .int()
    .min(1)
    .max(256)
    .optional()
    .describe('Fits a heavy worker runs at once, a thread each; the default is the number of cores.')
    .meta({ group: 'workers' }),
  WORKER_CALL_STACKS: z
    .enum(['true', 'false'])
    .default('false')
    .describe("true: the Web UI's Call Stack of running workflows, and where an error of workflow code was thrown.")
    .meta({ group: 'workers' }),
  WORKFLOW_BUNDLE: z
    .string()
    .min(1)
    .optional()
    .describe('A prebuilt workflow bundle; unset, the worker bundles at start.')
    .meta({ group: 'workers' }),
} as const;
