// What Temporal knows of a task queue: its backlog and rates, and who asks it for tasks.
// Reads only, of the ordinary request budget.
import type { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { DEFAULT_QUEUE, type TaskQueue } from '../contract/queues.ts';
import { secondsOf, sum, toInstant } from './wire.ts';

const { TaskQueueType } = proto.temporal.api.enums.v1;

export const TASK_KINDS = ['workflow', 'activity'] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

/** Who asked for tasks lately. One that has just left stays in it for a while. */
export interface Poller {
  readonly identity: string;
  /** ISO instant. */
  readonly lastSeenAt: string;
}

/** Tasks of one kind. The server keeps its answer for 5 s: a drained queue may look full for that long. */
export interface KindStatistics {
  readonly kind: TaskKind;
  readonly backlog: number;
  /** 0 without a backlog. */
  readonly backlogAgeSeconds: number;
  readonly addRate: number;
  readonly dispatchRate: number;
  readonly pollers: readonly Poller[];
}

/** Of all kinds together. */
export interface QueueStatistics extends Omit<KindStatistics, 'kind' | 'pollers'> {
  readonly pollers: readonly string[];
}

export interface QueueOf {
  readonly connection: Pick<Connection, 'workflowService'>;
  readonly namespace: string;
  readonly queue: TaskQueue;
}

const TYPES: Readonly<Record<TaskKind, number>> = {
  workflow: TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
  activity: TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
};

/** Only the queue `default` has workflow tasks. */
const kindsOf = (queue: TaskQueue): readonly TaskKind[] => (queue === DEFAULT_QUEUE ? TASK_KINDS : ['activity']);

export const readQueueKinds = (of: QueueOf): Promise<readonly KindStatistics[]> =>
  Promise.all(kindsOf(of.queue).map((kind) => readKind(of, kind)));

async function readKind({ connection, namespace, queue }: QueueOf, kind: TaskKind): Promise<KindStatistics> {
  const { stats, pollers } = await connection.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: queue },
    taskQueueType: TYPES[kind],
    reportStats: true,
  });
  const backlog = Math.max(0, Number(stats?.approximateBacklogCount ?? 0));
  return {
    kind,
    backlog,
    // The server names an age also where it counts nothing.
    backlogAgeSeconds: backlog > 0 ? Math.max(0, secondsOf(stats?.approximateBacklogAge)) : 0,
    addRate: stats?.tasksAddRate ?? 0,
    dispatchRate: stats?.tasksDispatchRate ?? 0,
    pollers: (pollers ?? []).map(({ identity, lastAccessTime }) => ({
      identity: identity ?? 'unknown',
      lastSeenAt: toInstant(lastAccessTime),
    })),
  };
}

export const readQueueStatistics = async (of: QueueOf): Promise<QueueStatistics> =>
  addUpKinds(await readQueueKinds(of));

export const addUpKinds = (kinds: readonly KindStatistics[]): QueueStatistics => ({
  backlog: sum(kinds.map(({ backlog }) => backlog)),
  backlogAgeSeconds: Math.max(0, ...kinds.map(({ backlogAgeSeconds }) => backlogAgeSeconds)),
  addRate: sum(kinds.map(({ addRate }) => addRate)),
  dispatchRate: sum(kinds.map(({ dispatchRate }) => dispatchRate)),
  pollers: [...new Set(kinds.flatMap(({ pollers }) => pollers.map(({ identity }) => identity)))],
});
