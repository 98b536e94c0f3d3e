// Choices from a seeded sequence: the same seed draws the same plan on every machine.
import type { Random } from '../bench-forecast/random.ts';

/** One of them, all equally likely. */
export function oneOf<T>(random: Random, choices: readonly [T, ...T[]]): T {
  return choices[Math.floor(random() * choices.length)] ?? choices[0];
}

/** From `least` (included) to `most` (excluded). */
export const between = (random: Random, least: number, most: number): number => least + random() * (most - least);

/** In a drawn order (Fisher and Yates). */
export function shuffled<T>(random: Random, items: readonly T[]): readonly T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const [a, b] = [order[last], order[other]];
    if (a === undefined || b === undefined) continue;
    order[last] = b;
    order[other] = a;
  }
  return order;
}
