// How many workers the load of a queue asks for at this moment, before limits, pauses and second thoughts.
import type { QueueFigures } from './figures.ts';
import type { ScalingPolicy } from './policy.ts';

export type DemandReason = 'backlog-late' | 'backlog' | 'pending-work' | 'in-use' | 'idle';

export interface Demand {
  readonly workers: number;
  /** What asks for most of them. */
  readonly reason: DemandReason;
}

/**
 * Little's law: tasks in hand = tasks per second x seconds per task. So the seconds per task follow from the slots in use
 * and the rate of dispatch, and with them how many slots work off a backlog in the time that the policy allows.
 * Never falls when the backlog, its age or the pending work grows and the rest stays.
 */
export function demandOf(figures: QueueFigures, policy: ScalingPolicy): Demand {
  const inUse = slotsInUse(figures, policy);
  // Read between two short tasks, the slots look free although tasks pass through them: then one slot's worth, at most.
  const secondsPerTask = figures.dispatchRate > 0 ? Math.max(1, inUse) / figures.dispatchRate : null;
  const backlog = slotsWithin(expectedBacklog(figures, policy), secondsPerTask, policy.targetBacklogAgeSeconds);
  const pending = secondsPerTask === null ? 0 : (figures.pendingWork * secondsPerTask) / policy.targetPendingSeconds;
  // What is pending arrives through the queue: counted beside the backlog it would count twice.
  const slots = Math.max(inUse + backlog, Math.min(pending, figures.pendingWork));
  const forSlots = Math.ceil(roundOff(slots / (slotsPerWorker(figures, policy) * policy.targetUtilisation)));
  const late = isLate(figures, policy) ? figures.workers + 1 : 0;
  const forAnything = figures.backlog > 0 || figures.pendingWork > 0 ? 1 : 0;
  const workers = Math.max(forSlots, late, forAnything);
  return { workers, reason: reasonOf({ workers, late, slots, inUse, pending }, figures) };
}

/** A slot per task at most: more would not make one of them finish earlier. Also the answer while the pace is unknown. */
function slotsWithin(tasks: number, secondsPerTask: number | null, withinSeconds: number): number {
  return secondsPerTask === null ? tasks : Math.min(tasks, (tasks * secondsPerTask) / withinSeconds);
}

/** Where the backlog stands after the allowed wait, if tasks go on coming faster than they are taken. */
function expectedBacklog({ backlog, addRate, dispatchRate }: QueueFigures, policy: ScalingPolicy): number {
  return backlog + Math.max(0, addRate - dispatchRate) * policy.targetBacklogAgeSeconds;
}

/** Workers that do not say are taken for busy while anything moves: a worker with work in hand must not look spare. */
function slotsInUse(figures: QueueFigures, policy: ScalingPolicy): number {
  if (figures.slotsUsed !== null) return figures.slotsUsed;
  const moving = figures.backlog > 0 || figures.dispatchRate > 0;
  return moving ? figures.workers * slotsPerWorker(figures, policy) : 0;
}

function slotsPerWorker({ workers, slotsTotal }: QueueFigures, policy: ScalingPolicy): number {
  return workers > 0 && slotsTotal !== null && slotsTotal > 0 ? slotsTotal / workers : policy.slotsPerWorker;
}

const isLate = ({ backlog, backlogAgeSeconds }: QueueFigures, policy: ScalingPolicy): boolean =>
  backlog > 0 && backlogAgeSeconds > policy.targetBacklogAgeSeconds;

/** 0.1 + 0.2 must not cost a worker. */
const roundOff = (value: number): number => Math.round(value * 1e6) / 1e6;

interface Parts {
  readonly workers: number;
  readonly late: number;
  readonly slots: number;
  readonly inUse: number;
  readonly pending: number;
}

function reasonOf(
  { workers, late, slots, inUse, pending }: Parts,
  { backlog, pendingWork }: QueueFigures,
): DemandReason {
  if (workers === 0) return 'idle';
  if (late === workers) return 'backlog-late';
  if (slots > inUse && slots === pending) return 'pending-work';
  if (backlog > 0) return 'backlog';
  return inUse > 0 || pendingWork === 0 ? 'in-use' : 'pending-work';
}
