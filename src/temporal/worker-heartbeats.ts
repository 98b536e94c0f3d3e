// The workers of a queue as they describe themselves: every ten seconds each tells the server what it has in hand and has done.
// Counts as a visibility call where the list exists; a server may keep none.
import { isGrpcServiceError } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { QueueOf } from './queue-figures.ts';
import { secondsOf, sum, toInstant } from './wire.ts';

const { WorkerStatus } = proto.temporal.api.enums.v1;

/** `silent`: nothing was heard of it for half a minute, so that it is probably gone. */
export const WORKER_STATES = ['running', 'draining', 'stopped', 'silent'] as const;
export type WorkerState = (typeof WORKER_STATES)[number];

export const SLOT_KINDS = ['workflow', 'activity', 'local-activity'] as const;

/** Tasks of one kind since the worker started. */
export interface SlotCounts {
  readonly kind: (typeof SLOT_KINDS)[number];
  readonly used: number;
  readonly total: number;
  readonly processed: number;
  /** Of these; a failed attempt of a step counts each time. */
  readonly failed: number;
}

export interface WorkerHeartbeat {
  /** Of this start of the worker. */
  readonly id: string;
  readonly identity: string;
  readonly state: WorkerState;
  readonly host: string;
  readonly processId: string;
  readonly sdkVersion: string;
  /** Null: it names none. */
  readonly buildId: string | null;
  /** ISO instants. */
  readonly startedAt: string;
  readonly lastSeenAt: string;
  /** Shares of the whole host in use, 0 to 1. */
  readonly hostCpu: number;
  readonly hostMemory: number;
  readonly slots: readonly SlotCounts[];
}

/** A worker that says nothing for so long is gone; they speak every 10 s. */
const SILENT_MS = 35_000;
const PAGE_SIZE = 200;
/** gRPC: the server does not know the call, or it is switched off there. */
const NOT_THERE = new Set([12, 7, 3]);

/** Null where the server keeps no such list (`frontend.ListWorkersEnabled`). */
export async function listHeartbeats(of: QueueOf, nowMs: number): Promise<readonly WorkerHeartbeat[] | null> {
  const { connection, namespace, queue } = of;
  try {
    const query = `TaskQueue='${queue}'`;
    const { workersInfo } = await connection.workflowService.listWorkers({ namespace, pageSize: PAGE_SIZE, query });
    return (workersInfo ?? []).flatMap(({ workerHeartbeat: beat }) => (beat ? [toHeartbeat(beat, nowMs)] : []));
  } catch (error) {
    if (isGrpcServiceError(error) && NOT_THERE.has(error.code)) return null;
    throw error;
  }
}

/** What a decision about their number needs of one worker. */
export interface ListedWorker {
  readonly name: string;
  readonly slotsUsed: number;
  readonly slotsTotal: number;
  /** ISO instant. */
  readonly startedAt: string;
}

/** The workers that take tasks of the queue. */
export async function listQueueWorkers(of: QueueOf, nowMs: number): Promise<readonly ListedWorker[] | null> {
  const beats = await listHeartbeats(of, nowMs);
  return beats === null ? null : beats.filter(({ state }) => state === 'running').map(toListed);
}

export const toListed = ({ identity, slots, startedAt }: WorkerHeartbeat): ListedWorker => ({
  name: identity,
  slotsUsed: sum(slots.filter(hasOwnSlots).map(({ used }) => used)),
  slotsTotal: sum(slots.filter(hasOwnSlots).map(({ total }) => total)),
  startedAt,
});

/** A local activity runs inside of a workflow task, whose slot it keeps: its own slots would count it twice. */
const hasOwnSlots = ({ kind }: SlotCounts): boolean => kind !== 'local-activity';

type Beat = proto.temporal.api.worker.v1.IWorkerHeartbeat;
type Slots = proto.temporal.api.worker.v1.IWorkerSlotsInfo;

function toHeartbeat(beat: Beat, nowMs: number): WorkerHeartbeat {
  const { hostInfo, deploymentVersion, heartbeatTime } = beat;
  return {
    id: beat.workerInstanceKey ?? '',
    identity: beat.workerIdentity ?? 'unknown',
    state: stateOf(beat, nowMs),
    host: hostInfo?.hostName ?? '',
    processId: hostInfo?.processId ?? '',
    sdkVersion: beat.sdkVersion ?? '',
    buildId: ownBuildId(deploymentVersion?.buildId),
    startedAt: toInstant(beat.startTime),
    lastSeenAt: toInstant(heartbeatTime),
    hostCpu: hostInfo?.currentHostCpuUsage ?? 0,
    hostMemory: hostInfo?.currentHostMemUsage ?? 0,
    slots: [
      slotsOf('workflow', beat.workflowTaskSlotsInfo),
      slotsOf('activity', beat.activityTaskSlotsInfo),
      slotsOf('local-activity', beat.localActivitySlotsInfo),
    ].flat(),
  };
}

/** A worker that is given no build id goes by the SDK's version and a hash of its code, which tells nobody anything. */
const ownBuildId = (id: string | null | undefined): string | null => (!id || id.startsWith('@temporalio/') ? null : id);

function stateOf({ status, heartbeatTime }: Beat, nowMs: number): WorkerState {
  if (status === WorkerStatus.WORKER_STATUS_SHUTDOWN) return 'stopped';
  if (nowMs - secondsOf(heartbeatTime) * 1_000 >= SILENT_MS) return 'silent';
  return status === WorkerStatus.WORKER_STATUS_RUNNING ? 'running' : 'draining';
}

function slotsOf(kind: SlotCounts['kind'], slots: Slots | null | undefined): readonly SlotCounts[] {
  if (slots === null || slots === undefined) return [];
  const used = slots.currentUsedSlots ?? 0;
  const total = used + (slots.currentAvailableSlots ?? 0);
  const processed = slots.totalProcessedTasks ?? 0;
  // An activity worker has no workflows: it says so with no slots and no tasks.
  return total === 0 && processed === 0 ? [] : [{ kind, used, total, processed, failed: slots.totalFailedTasks ?? 0 }];
}
