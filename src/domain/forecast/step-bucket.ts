// Steps whose errors are kept apart, and which of them a step belongs to.
import { STEP_BUCKETS } from './model.ts';

/** Index into STEP_BUCKETS of the last bucket that does not lie beyond the step (1 or more). */
export function bucketOf(step: number): number {
  let index = STEP_BUCKETS.length - 1;
  while (index >= 0 && (STEP_BUCKETS[index] ?? 0) > step) index -= 1;
  return index;
}

/** The known value of the bucket, else of the nearest one below it, else of the nearest above; null where none is known. */
export function nearestKnown(values: readonly (number | null)[], bucket: number): number | null {
  for (let below = bucket; below >= 0; below -= 1) {
    const value = values[below] ?? null;
    if (value !== null) return value;
  }
  return values.find((value) => value !== null) ?? null;
}
