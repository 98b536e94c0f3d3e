// The one decision of the autoscaler, the same for local processes and for containers: how many workers a queue should have.
import { demandOf, type DemandReason } from './demand.ts';
import type { QueueFigures } from './figures.ts';
import type { ScalingPolicy } from './policy.ts';

export type ScalingReason =
  | DemandReason
  /** Fewer or more workers than the policy allows. */
  | 'below-min'
  | 'above-max'
  /** More are asked for than the policy allows. */
  | 'at-max'
  /** More are asked for; the last change must show in the figures first. */
  | 'cooling-down'
  /** More are asked for, but slots stay free: something else holds the tasks up. Another worker is tried once per window. */
  | 'slots-free'
  /** Fewer would do; not yet for the whole stabilisation window. */
  | 'stabilising'
  /** Fewer would do; running runs hold more work and tasks are moving. */
  | 'work-coming'
  /** Fewer would do, and have done for the whole stabilisation window. */
  | 'spare';

/** What a decision has to know of the ones before. Plain data: it can be kept in a file. */
export interface ScalingMemory {
  readonly lastAtMs: number | null;
  /** What the last decision wanted. Workers that are still starting, or draining, must not be decided about twice. */
  readonly wanted: number | null;
  /** When that number last changed. */
  readonly changedAtMs: number | null;
  /** Since when more were asked for although at least half of the slots were free. */
  readonly freeSinceMs: number | null;
  /** Since when there was neither backlog nor more work coming, and fewer workers would have done. */
  readonly spareSinceMs: number | null;
  /** The most that was asked for since then. */
  readonly mostSinceSpare: number;
}

export const NO_MEMORY: ScalingMemory = {
  lastAtMs: null,
  wanted: null,
  changedAtMs: null,
  freeSinceMs: null,
  spareSinceMs: null,
  mostSinceSpare: 0,
};

export interface ScalingDecision {
  readonly wanted: number;
  readonly reason: ScalingReason;
  /** For the next decision about this queue. */
  readonly memory: ScalingMemory;
}

/** Deterministic: the same figures, policy and memory give the same decision. `wanted` is always within min..max. */
export function decideWorkers(figures: QueueFigures, policy: ScalingPolicy, before: ScalingMemory): ScalingDecision {
  const now = Date.parse(figures.at);
  const current = before.wanted ?? figures.workers;
  const demand = demandOf(figures, policy);
  const asked = Math.max(policy.min, demand.workers);
  const situation = { figures, policy, now, current, asked };
  const memory = remember(before, situation);
  const { wanted, reason } = choose({ ...situation, memory, asksFor: demand.reason });
  const changed =
    wanted !== current
      ? { changedAtMs: now, spareSinceMs: null, freeSinceMs: memory.freeSinceMs === null ? null : now }
      : {};
  return { wanted, reason, memory: { ...memory, ...changed, wanted } };
}

interface Situation {
  readonly figures: QueueFigures;
  readonly policy: ScalingPolicy;
  readonly now: number;
  /** Workers there are, or will be when the last decision is carried out. */
  readonly current: number;
  readonly asked: number;
}

interface Choice extends Situation {
  readonly memory: ScalingMemory;
  readonly asksFor: DemandReason;
}

type Chosen = Pick<ScalingDecision, 'wanted' | 'reason'>;

function choose(choice: Choice): Chosen {
  const { policy, current, asked, asksFor } = choice;
  if (current < policy.min) return { wanted: policy.min, reason: 'below-min' };
  if (current > policy.max) return { wanted: policy.max, reason: 'above-max' };
  if (asked > current) return up(choice);
  if (asked < current) return down(choice);
  return { wanted: current, reason: asksFor };
}

function up({ policy, memory, now, current, asked, asksFor }: Choice): Chosen {
  if (current === policy.max) return { wanted: current, reason: 'at-max' };
  const sinceChange = memory.changedAtMs === null ? Infinity : now - memory.changedAtMs;
  if (sinceChange < policy.scaleUpCooldownSeconds * 1_000) return { wanted: current, reason: 'cooling-down' };
  if (isHeldUpElsewhere(policy, memory.freeSinceMs === null ? 0 : now - memory.freeSinceMs))
    return { wanted: current, reason: 'slots-free' };
  return { wanted: Math.min(asked, current + policy.scaleUpStep, policy.max), reason: asksFor };
}

/** Not for ever: what holds the tasks up may be the way to the worker, and then one more does help. */
const isHeldUpElsewhere = (policy: ScalingPolicy, freeForMs: number): boolean =>
  freeForMs > 0 &&
  freeForMs >= policy.scaleUpCooldownSeconds * 1_000 &&
  freeForMs < policy.scaleDownAfterSeconds * 1_000;

function down({ figures, policy, memory, now, current, asked }: Choice): Chosen {
  if (figures.backlog > 0) return { wanted: current, reason: 'backlog' };
  if (isWorkComing(figures)) return { wanted: current, reason: 'work-coming' };
  const spareFor = memory.spareSinceMs === null ? 0 : now - memory.spareSinceMs;
  if (spareFor < policy.scaleDownAfterSeconds * 1_000) return { wanted: current, reason: 'stabilising' };
  const enough = Math.max(asked, memory.mostSinceSpare, current - policy.scaleDownStep);
  return { wanted: Math.min(current, enough), reason: 'spare' };
}

/** Runs that hold work but move nothing wait for something outside, perhaps for hours: no reason to keep workers for them. */
const isWorkComing = ({ pendingWork, addRate, dispatchRate }: QueueFigures): boolean =>
  pendingWork > 0 && (addRate > 0 || dispatchRate > 0);

/** A queue with a rate limit, a slow server or a busy machine has a backlog that more workers do not shorten. */
const hasFreeSlots = ({ slotsUsed, slotsTotal }: QueueFigures): boolean =>
  slotsUsed !== null && slotsTotal !== null && slotsTotal > 0 && slotsUsed * 2 <= slotsTotal;

function remember(before: ScalingMemory, situation: Situation): ScalingMemory {
  const { figures, now, current, asked } = situation;
  const free = asked > current && hasFreeSlots(figures);
  const spare = figures.backlog === 0 && !isWorkComing(figures) && asked < current;
  const watched = isWatched(before, situation);
  const known = watched ? before : NO_MEMORY;
  return {
    ...before,
    lastAtMs: now,
    freeSinceMs: free ? (known.freeSinceMs ?? now) : null,
    spareSinceMs: spare ? (known.spareSinceMs ?? now) : null,
    mostSinceSpare: spare ? Math.max(asked, known.spareSinceMs === null ? 0 : known.mostSinceSpare) : 0,
  };
}

/** Time that nobody watched proves nothing, nor does a clock that was set back. */
function isWatched({ lastAtMs }: ScalingMemory, { now, policy }: Situation): boolean {
  return lastAtMs !== null && now >= lastAtMs && now - lastAtMs <= longestGapSeconds(policy) * 1_000;
}

const ALWAYS_FINE_SECONDS = 15;

/** Figures further apart than this leave time unwatched: decisions must come at least so often. */
export const longestGapSeconds = (policy: Pick<ScalingPolicy, 'scaleDownAfterSeconds'>): number =>
  Math.max(ALWAYS_FINE_SECONDS, policy.scaleDownAfterSeconds / 2);
