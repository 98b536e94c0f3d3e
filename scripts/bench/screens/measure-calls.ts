// Asks every call of the screens in turn, round after round, so that each finds what the others left in memory, as with people.
import { setTimeout as pause } from 'node:timers/promises';
import type { Step } from '../../lib/progress.ts';
import { rounded } from '../statistics.ts';
import type { Asker } from './ask.ts';
import type { ScreenCall } from './calls.ts';
import { BARS, spreadOf } from './figures.ts';
import type { CallResult } from './result.ts';

export interface Measured {
  readonly results: readonly CallResult[];
  readonly broken: readonly string[];
}

interface Tally {
  readonly call: ScreenCall;
  readonly ms: number[];
  bytes: number;
  lastAt: number;
}

export interface Rounds {
  readonly rounds: number;
  readonly step: Step;
}

export async function measureCalls(
  asker: Asker,
  calls: readonly ScreenCall[],
  { rounds, step }: Rounds,
): Promise<Measured> {
  const tallies = calls.map((call): Tally => ({ call, ms: [], bytes: 0, lastAt: -Infinity }));
  const broken = new Set<string>();
  for (let round = 0; round < rounds; round += 1) {
    for (const tally of tallies) {
      if (round % (tally.call.every ?? 1) !== 0) continue;
      const problem = await askOnce(asker, tally, round);
      if (problem !== null) broken.add(problem);
    }
    step.update(`round ${round + 1} of ${rounds}`);
  }
  return { results: tallies.map(resultOf), broken: [...broken] };
}

async function askOnce(asker: Asker, tally: Tally, round: number): Promise<string | null> {
  const { call } = tally;
  const rest = tally.lastAt + (call.sharedMs ?? 0) - performance.now();
  if (call.sharedMs !== undefined && rest > 0) await pause(rest);
  const question = call.question(round);
  const { status, ms, bytes } = await asker.ask(question);
  tally.lastAt = performance.now();
  tally.ms.push(ms);
  tally.bytes = Math.max(tally.bytes, bytes);
  return status === 200 ? null : `${call.screen}, ${call.what}: ${question.method} ${question.path} answered ${status}`;
}

function resultOf({ call: { screen, what }, ms, bytes }: Tally): CallResult {
  const spread = spreadOf(ms);
  return { screen, what, ...spread, kb: rounded(bytes / 1_024, 1), holds: spread.p95 <= BARS.screenP95Ms };
}
