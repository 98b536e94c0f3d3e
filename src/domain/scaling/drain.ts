// Which workers go when there are too many.
import type { WorkerLoad } from './figures.ts';

/**
 * The least busy first; among equals the youngest, whose caches are the coldest. One that does not say what it has in hand
 * is taken for busy. Returns their names, the first to go first.
 */
export function chooseToDrain(workers: readonly WorkerLoad[], count: number): readonly string[] {
  return workers
    .toSorted((a, b) => inHand(a) - inHand(b) || b.startedAt.localeCompare(a.startedAt) || b.name.localeCompare(a.name))
    .slice(0, Math.max(0, count))
    .map(({ name }) => name);
}

const inHand = ({ slotsUsed }: WorkerLoad): number => slotsUsed ?? Infinity;
