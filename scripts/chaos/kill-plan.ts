// Who is killed when, drawn from the seed. Apart from what happens then: the plan of a seed is the same wherever it is replayed.
import type { Random } from '../bench-forecast/random.ts';
import { between } from './draw.ts';

/** Two workers of each kind, so that a kill meets work that the other one takes over. */
export const WORKERS = { default: 2, heavy: 2 } as const;

export const VICTIMS = [
  'worker-default',
  'worker-default-2',
  'worker-heavy',
  'worker-heavy-2',
  'api',
  'emulators',
  'temporal',
] as const;
export type Victim = (typeof VICTIMS)[number];

export interface PlannedKill {
  /** From the start of the day run. */
  readonly atMs: number;
  readonly victim: Victim;
}

/** Everybody is killed once while the first accounts rush in. */
const FIRST_MS = { least: 1_000, most: 8_000 } as const;
/**
 * From one kill of a process to its next one. The supervisor gives a process up at its fifth death within a minute; four
 * kills in that time leave room for none of its own, which is what is wanted of it.
 */
const SPACING_MS = { least: 16_000, most: 20_000 } as const;

/** Every process in turn, each at moments of its own; in the order of time. */
export function planKills(random: Random, count: number): readonly PlannedKill[] {
  const kills = VICTIMS.flatMap((victim) => momentsOf(random, count).map((atMs) => ({ atMs, victim })));
  return kills.sort((a, b) => a.atMs - b.atMs).slice(0, count);
}

function momentsOf(random: Random, count: number): readonly number[] {
  const moments: number[] = [];
  let at = between(random, FIRST_MS.least, FIRST_MS.most);
  while (moments.length < count) {
    moments.push(Math.round(at));
    at += between(random, SPACING_MS.least, SPACING_MS.most);
  }
  return moments;
}

/** What is killed, whichever of several it is. */
export const kindOf = (victim: string): string => victim.replace(/-\d+$/, '');
