// The inside of a worker thread: takes a chunk, answers for each of its tasks.
import { answerOf, type Answer } from './answer.ts';

/** Computations by name. `never` takes every job's task; each job says what it needs. */
export type Jobs = Readonly<Record<string, (task: never) => unknown>>;

/** What goes to a thread at once: plain data. */
export interface Chunk {
  readonly job: string;
  readonly tasks: readonly unknown[];
}

/** What the file of a thread exports as `runChunk`. */
export function createChunkRunner(jobs: Jobs): (chunk: Chunk) => readonly Answer<unknown>[] {
  return ({ job, tasks }) => {
    const compute = jobs[job];
    if (compute === undefined) throw new Error(`A thread was asked for "${job}", which it cannot compute.`);
    // The pool's type has checked the task against the job on the other side.
    return tasks.map((task) => answerOf(() => compute(task as never)));
  };
}
