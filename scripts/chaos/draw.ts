// Choices from a seeded sequence: the same seed draws the same plan on every machine.
import type { Random } from '../bench-forecast/random.ts';

/** One of them, all equally likely. */
export function oneOf<T>(random: Random, choices: readonly [T, ...T[]]): T {
  return choices[Math.floor(random() * choices.length)] ?? choices[0];
}

/** From `least` (included) to `most` (excluded). */
export const between = (random: Random, least: number, most: number): number => least + random() * (most - least);
