// The shapes of answers about task queues and workers. Null: nobody knows.
import { z } from 'zod';
import { TASK_QUEUES } from '../contract/queues.ts';
import { SCALING_REASONS } from '../operations/scaling-reasons.ts';
import { TASK_KINDS } from '../temporal/queue-figures.ts';
import { SLOT_KINDS, WORKER_STATES } from '../temporal/worker-heartbeats.ts';
import { count, figure, instant } from './schema-parts.ts';

const backlog = {
  backlog: count.describe('Tasks that wait for a worker; about, up to 5 s old.'),
  backlogAgeSeconds: z.number().describe('How long the oldest of them has waited.'),
};
const known = count.nullable();
const share = figure.describe('Share of the whole host in use, 0 to 1; other processes are in it.');

const queue = z
  .strictObject({
    queue: z.enum(TASK_QUEUES),
    ...backlog,
    addRate: z.number().describe('Tasks a second that came, over about half a minute; eager ones bypass the queue.'),
    dispatchRate: z.number().describe('Tasks a second that workers took.'),
    kinds: z.array(
      z.strictObject({
        kind: z.enum(TASK_KINDS),
        ...backlog,
        pollers: count.describe('Workers that asked for tasks within 75 s.'),
      }),
    ),
    workers: count.describe('Workers that take tasks.'),
    slotsUsed: known.describe('Tasks in hand, over all workers.'),
    slotsTotal: known.describe('Tasks they could have in hand.'),
    pendingWork: count.describe('Accounts that running runs still hold.'),
    scaling: z
      .strictObject({ wanted: count, min: count, max: count, reason: z.enum(SCALING_REASONS), text: z.string() })
      .describe("What the autoscaler's rule makes of these figures, without its memory of earlier ones."),
  })
  .meta({ id: 'Queue' });

const worker = z
  .strictObject({
    id: z.string(),
    queue: z.enum(TASK_QUEUES),
    identity: z.string(),
    state: z
      .enum([...WORKER_STATES, 'poller'])
      .describe('`silent`: not heard of for 35 s; `poller`: it asks for tasks, and no more is known.'),
    host: z.string().nullable(),
    processId: z.string().nullable(),
    sdkVersion: z.string().nullable(),
    buildId: z.string().nullable(),
    startedAt: instant.nullable(),
    lastSeenAt: instant,
    hostCpu: share,
    hostMemory: share,
    slotsUsed: known,
    slotsTotal: known,
    processed: known.describe('Tasks since it started; a workflow task is one.'),
    succeeded: known,
    failed: known.describe('Attempts that failed; Temporal tries them again where that makes sense.'),
    slots: z
      .array(z.strictObject({ kind: z.enum(SLOT_KINDS), used: count, total: count, processed: count, failed: count }))
      .describe('By kind of task. Local activities run in the slots of workflow tasks.'),
  })
  .meta({ id: 'Worker' });

export const fleet = z
  .strictObject({
    at: instant,
    workersTell: z
      .boolean()
      .describe(
        'False: no worker has told of itself: not yet, or the server keeps no list (`frontend.ListWorkersEnabled`).',
      ),
    queues: z.array(queue),
    workers: z.array(worker),
  })
  .meta({ id: 'Fleet' });
