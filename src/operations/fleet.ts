// The task queues and the workers that serve them, at this moment: what waits, who works, what each has done, and how many the
// autoscaler would want. What nobody knows is null, never 0.
import { TASK_QUEUES, type TaskQueue } from '../contract/queues.ts';
import { NO_MEMORY, decideWorkers, type ScalingReason } from '../domain/scaling/decide.ts';
import { toFigures, type QueueFigures, type WorkerLoad } from '../domain/scaling/figures.ts';
import { addUpKinds, readQueueKinds, type KindStatistics } from '../temporal/queue-figures.ts';
import { listHeartbeats, toListed, type WorkerHeartbeat, type WorkerState } from '../temporal/worker-heartbeats.ts';
import type { OperationsDeps } from './deps.ts';
import { countPendingWork } from './pending-work.ts';
import { parsePolicies } from './scaling-policy.ts';
import { reasonText } from './scaling-reasons.ts';
import { shareFor } from './shared-answer.ts';
import { callTemporal } from './temporal-call.ts';

export interface QueueView extends Omit<QueueFigures, 'at'> {
  readonly queue: TaskQueue;
  readonly kinds: readonly (Pick<KindStatistics, 'kind' | 'backlog' | 'backlogAgeSeconds'> & {
    /** Workers that asked for tasks of this kind within the last 75 seconds. */
    readonly pollers: number;
  })[];
  /** What the autoscaler's rule makes of these figures alone, without its memory of the ones before. */
  readonly scaling: {
    readonly wanted: number;
    readonly min: number;
    readonly max: number;
    readonly reason: ScalingReason;
    readonly text: string;
  };
}

export interface WorkerView {
  readonly id: string;
  readonly queue: TaskQueue;
  readonly identity: string;
  /** `poller`: it asks for tasks, and no more is known of it. */
  readonly state: WorkerState | 'poller';
  readonly host: string | null;
  readonly processId: string | null;
  readonly sdkVersion: string | null;
  readonly buildId: string | null;
  /** ISO instants. */
  readonly startedAt: string | null;
  readonly lastSeenAt: string;
  /** Shares of its whole host in use, 0 to 1: other processes are in it. */
  readonly hostCpu: number | null;
  readonly hostMemory: number | null;
  readonly slotsUsed: number | null;
  readonly slotsTotal: number | null;
  /** Since it started: tasks of all kinds, and attempts that failed, which Temporal tries again where that makes sense. */
  readonly processed: number | null;
  readonly succeeded: number | null;
  readonly failed: number | null;
  readonly slots: WorkerHeartbeat['slots'];
}

export interface Fleet {
  /** ISO instant. */
  readonly at: string;
  /** False: no worker has told of itself, not yet, or because the server keeps no list; only their asking for tasks is known. */
  readonly workersTell: boolean;
  readonly queues: readonly QueueView[];
  readonly workers: readonly WorkerView[];
}

const SHARED_MS = 2_000;

/**
 * Some calls of the ordinary budget, and one of the visibility store per queue; asked once in two seconds at most, however many
 * screens look. @throws MorrowError TEMPORAL_UNREACHABLE.
 */
export const describeFleet = shareFor(SHARED_MS, lookAtFleet);

async function lookAtFleet(deps: OperationsDeps): Promise<Fleet> {
  const at = deps.clock.now();
  const [pending, read] = await Promise.all([
    countPendingWork(deps),
    Promise.all(TASK_QUEUES.map((queue) => readQueue(deps, queue, at.getTime()))),
  ]);
  return {
    at: at.toISOString(),
    workersTell: read.some(({ beats }) => beats !== null && beats.length > 0),
    queues: read.map((reading) => viewOfQueue(deps, reading, { at, pendingWork: pending[reading.queue] })),
    workers: read.flatMap(workersOf).toSorted((a, b) => a.identity.localeCompare(b.identity)),
  };
}

interface Reading {
  readonly queue: TaskQueue;
  readonly kinds: readonly KindStatistics[];
  readonly beats: readonly WorkerHeartbeat[] | null;
}

/** One that is long gone is of no interest any more. */
const SHOWN_FOR_MS = 10 * 60_000;
/** A worker asks again within a minute; Temporal remembers one that is gone for longer. */
const POLLER_ALIVE_MS = 75_000;

async function readQueue(deps: OperationsDeps, queue: TaskQueue, nowMs: number): Promise<Reading> {
  const { temporal } = deps;
  const of = { connection: temporal, namespace: temporal.options.namespace, queue };
  const [kinds, beats] = await Promise.all([
    callTemporal(deps, () => readQueueKinds(of)),
    callTemporal(deps, () => listHeartbeats(of, nowMs)),
  ]);
  const alive = kinds.map((kind) => ({ ...kind, pollers: kind.pollers.filter(isSince(nowMs - POLLER_ALIVE_MS)) }));
  return { queue, kinds: alive, beats: beats?.filter(isSince(nowMs - SHOWN_FOR_MS)) ?? null };
}

const isSince =
  (ms: number) =>
  ({ lastSeenAt }: { readonly lastSeenAt: string }): boolean =>
    Date.parse(lastSeenAt) >= ms;

interface Moment {
  readonly at: Date;
  readonly pendingWork: number;
}

function viewOfQueue(deps: OperationsDeps, reading: Reading, { at, pendingWork }: Moment): QueueView {
  const { queue, kinds } = reading;
  const policy = (deps.scalingPolicies ?? parsePolicies('{}', 'the defaults'))[queue];
  const load = addUpKinds(kinds);
  const { at: instant, ...figures } = toFigures(at.toISOString(), load, { workers: loadsOf(reading), pendingWork });
  const { wanted, reason } = decideWorkers({ at: instant, ...figures }, policy, NO_MEMORY);
  return {
    queue,
    ...figures,
    kinds: kinds.map(({ kind, backlog, backlogAgeSeconds, pollers }) => ({
      kind,
      backlog,
      backlogAgeSeconds,
      pollers: pollers.length,
    })),
    scaling: { wanted, min: policy.min, max: policy.max, reason, text: reasonText(reason) },
  };
}

function loadsOf({ kinds, beats }: Reading): readonly WorkerLoad[] {
  const running = (beats ?? []).filter(({ state }) => state === 'running');
  if (running.length > 0) return running.map(toListed);
  const { pollers } = addUpKinds(kinds);
  return pollers.map((name) => ({ name, slotsUsed: null, slotsTotal: null, startedAt: '' }));
}

function workersOf({ queue, kinds, beats }: Reading): readonly WorkerView[] {
  const told = new Set((beats ?? []).map(({ identity }) => identity));
  const pollers = new Map(
    kinds.flatMap(({ pollers: seen }) => seen.map((poller) => [poller.identity, poller] as const)),
  );
  const others = [...pollers.values()].filter(({ identity }) => !told.has(identity));
  return [
    ...(beats ?? []).map((beat) => viewOfWorker(queue, beat)),
    ...others.map((poller) => ({ ...UNKNOWN, ...poller, id: poller.identity, queue, state: 'poller' as const })),
  ];
}

const UNKNOWN = {
  host: null,
  processId: null,
  sdkVersion: null,
  buildId: null,
  startedAt: null,
  hostCpu: null,
  hostMemory: null,
  slotsUsed: null,
  slotsTotal: null,
  processed: null,
  succeeded: null,
  failed: null,
  slots: [],
};

function viewOfWorker(queue: TaskQueue, beat: WorkerHeartbeat): WorkerView {
  const { slotsUsed, slotsTotal } = toListed(beat);
  const processed = beat.slots.reduce((sum, slots) => sum + slots.processed, 0);
  const failed = beat.slots.reduce((sum, slots) => sum + slots.failed, 0);
  return { ...beat, queue, slotsUsed, slotsTotal, processed, failed, succeeded: processed - failed };
}
