// What is known of a task queue at one moment: all that a decision about its workers may rest on.

export interface QueueFigures {
  /** ISO instant. */
  readonly at: string;
  /** Tasks that wait for a worker. Approximate: the server counts with a delay of up to 5 s. */
  readonly backlog: number;
  /** How long the oldest of them waits; 0 without a backlog. */
  readonly backlogAgeSeconds: number;
  /** Tasks that workers have in hand; null when no worker says. */
  readonly slotsUsed: number | null;
  /** Tasks that all workers together could have in hand; null when no worker says. */
  readonly slotsTotal: number | null;
  /** Workers that take new tasks; one that drains is none any more. */
  readonly workers: number;
  /** Accounts that running runs still hold: in their windows, or not even started. */
  readonly pendingWork: number;
  /** Tasks per second that came, over about the last half minute. Tasks that bypass the queue are not in it. */
  readonly addRate: number;
  /** Tasks per second that workers took, over the same time. */
  readonly dispatchRate: number;
}

/** What the server says of a queue. */
export type QueueLoad = Pick<QueueFigures, 'backlog' | 'backlogAgeSeconds' | 'addRate' | 'dispatchRate'>;

/** One worker process as it, or the server, describes it. */
export interface WorkerLoad {
  readonly name: string;
  /** Null while it does not say. */
  readonly slotsUsed: number | null;
  readonly slotsTotal: number | null;
  /** ISO instant. */
  readonly startedAt: string;
}

/** Puts together what the server, the workers and the store say. */
export function toFigures(
  at: string,
  { backlog, backlogAgeSeconds, addRate, dispatchRate }: QueueLoad,
  { workers, pendingWork }: { readonly workers: readonly WorkerLoad[]; readonly pendingWork: number },
): QueueFigures {
  return {
    at,
    backlog,
    backlogAgeSeconds,
    slotsUsed: sumKnown(workers.map(({ slotsUsed }) => slotsUsed)),
    slotsTotal: sumKnown(workers.map(({ slotsTotal }) => slotsTotal)),
    workers: workers.length,
    pendingWork,
    addRate,
    dispatchRate,
  };
}

/** A worker that does not say what it has in hand must not make the others look idle: then nothing is known. */
function sumKnown(values: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return sum;
}
