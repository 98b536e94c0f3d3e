// Stands in for the thread of the training: computations that go well, go wrong, kill their thread, or never end.
import { DomainError } from '../../src/domain/domain-error.ts';
import { createChunkRunner } from '../../src/activities/heavy/run-chunk.ts';

const JOBS = {
  double: (value: number): number => value * 2,
  /** Even numbers are fine. */
  refuseOdd(value: number): number {
    if (value % 2 === 0) return value;
    throw new DomainError('NO_HISTORY', `Nothing is known of account ${value}.`, { account: value });
  },
  trip: (value: number): number => Object(undefined).missing.property + value,
  killThread: (value: number): number => (value === 13 ? process.exit(7) : value),
  spin({ spins }: { readonly spins: number }): number {
    for (let spin = 0; spin < spins; spin += 1) Math.sqrt(spin);
    return spins;
  },
  forEver(started: Int32Array): never {
    Atomics.store(started, 0, 1);
    for (;;) Math.sqrt(2);
  },
};

export type TestJobs = typeof JOBS;
export const runChunk = createChunkRunner(JOBS);
