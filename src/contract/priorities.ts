// Who goes first when workers are short. Temporal orders the waiting tasks of a queue by these keys, 1 before 5; children and
// steps inherit their parent's. Nothing that runs is interrupted.

export const PRIORITIES = {
  /** A person asked for a few accounts and waits. */
  manual: 1,
  /** The run of the last day that is over. */
  today: 2,
  /** A day run for an earlier date. */
  catchUp: 3,
  retrain: 4,
  backfill: 5,
} as const;

export type PriorityKey = (typeof PRIORITIES)[keyof typeof PRIORITIES];
