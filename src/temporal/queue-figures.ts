// What Temporal knows of a task queue: its backlog and rates, and the workers that tell the server what they have in hand.
// Reads only. Both calls are of the ordinary request budget; only listWorkers counts as a visibility call where it exists.
import { isGrpcServiceError, type Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { DEFAULT_QUEUE, type TaskQueue } from '../contract/queues.ts';

const { TaskQueueType, WorkerStatus } = proto.temporal.api.enums.v1;

/** Of workflow and activity tasks together. The server keeps its answer for 5 s: a drained queue may look full for that long. */
export interface QueueStatistics {
  readonly backlog: number;
  readonly backlogAgeSeconds: number;
  readonly addRate: number;
  readonly dispatchRate: number;
  /** Who asked for tasks lately. One that has just left stays in it for a while. */
  readonly pollers: readonly string[];
}

/** One worker as its last heartbeat to the server described it. */
export interface ListedWorker {
  readonly name: string;
  readonly slotsUsed: number;
  readonly slotsTotal: number;
  /** ISO instant. */
  readonly startedAt: string;
}

interface QueueOf {
  readonly connection: Pick<Connection, 'workflowService'>;
  readonly namespace: string;
  readonly queue: TaskQueue;
}

/** Only the queue `default` has workflow tasks. */
const taskTypes = (queue: TaskQueue) =>
  queue === DEFAULT_QUEUE
    ? [TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY]
    : [TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY];

export async function readQueueStatistics({ connection, namespace, queue }: QueueOf): Promise<QueueStatistics> {
  const answers = await Promise.all(
    taskTypes(queue).map((taskQueueType) =>
      connection.workflowService.describeTaskQueue({
        namespace,
        taskQueue: { name: queue },
        taskQueueType,
        reportStats: true,
      }),
    ),
  );
  const all = answers.map(({ stats }) => ({
    backlog: Number(stats?.approximateBacklogCount ?? 0),
    ageSeconds: secondsOf(stats?.approximateBacklogAge),
    addRate: stats?.tasksAddRate ?? 0,
    dispatchRate: stats?.tasksDispatchRate ?? 0,
  }));
  const pollers = answers.flatMap((answer) => (answer.pollers ?? []).map(({ identity }) => identity ?? 'unknown'));
  return {
    backlog: sum(all.map(({ backlog }) => Math.max(0, backlog))),
    // The server names an age also where it counts nothing.
    backlogAgeSeconds: Math.max(0, ...all.filter(({ backlog }) => backlog > 0).map(({ ageSeconds }) => ageSeconds)),
    addRate: sum(all.map(({ addRate }) => addRate)),
    dispatchRate: sum(all.map(({ dispatchRate }) => dispatchRate)),
    pollers: [...new Set(pollers)],
  };
}

/** A worker that says nothing for so long is gone; they speak every 10 s. */
const SILENT_MS = 35_000;
const PAGE_SIZE = 200;
/** gRPC: the server does not know the call, or it is switched off there. */
const NOT_THERE = new Set([12, 7, 3]);

/** The workers that take tasks of the queue; null where the server keeps no such list (`frontend.ListWorkersEnabled`). */
export async function listQueueWorkers(
  { connection, namespace, queue }: QueueOf,
  nowMs: number,
): Promise<readonly ListedWorker[] | null> {
  try {
    const query = `TaskQueue='${queue}'`;
    const { workersInfo } = await connection.workflowService.listWorkers({ namespace, pageSize: PAGE_SIZE, query });
    return (workersInfo ?? []).flatMap(({ workerHeartbeat }) => {
      const takesTasks = workerHeartbeat?.status === WorkerStatus.WORKER_STATUS_RUNNING;
      const heardOfMs = secondsOf(workerHeartbeat?.heartbeatTime) * 1_000;
      return takesTasks && nowMs - heardOfMs < SILENT_MS ? [describe(workerHeartbeat)] : [];
    });
  } catch (error) {
    if (isGrpcServiceError(error) && NOT_THERE.has(error.code)) return null;
    throw error;
  }
}

type Heartbeat = proto.temporal.api.worker.v1.IWorkerHeartbeat;
type Slots = proto.temporal.api.worker.v1.IWorkerSlotsInfo;

/** A local activity runs inside of a workflow task, whose slot it keeps: its own slots would count it twice. */
function describe({
  workerIdentity,
  startTime,
  workflowTaskSlotsInfo,
  activityTaskSlotsInfo,
}: Heartbeat): ListedWorker {
  const kinds = [workflowTaskSlotsInfo, activityTaskSlotsInfo].filter((slots) => slots !== null && slots !== undefined);
  return {
    name: workerIdentity ?? 'unknown',
    slotsUsed: sum(kinds.map(used)),
    slotsTotal: sum(kinds.map((slots) => used(slots) + (slots.currentAvailableSlots ?? 0))),
    startedAt: new Date(secondsOf(startTime) * 1_000).toISOString(),
  };
}

const used = (slots: Slots): number => slots.currentUsedSlots ?? 0;

function secondsOf(
  time: { readonly seconds?: unknown; readonly nanos?: number | null | undefined } | null | undefined,
): number {
  return Number(time?.seconds ?? 0) + (time?.nanos ?? 0) / 1e9;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
