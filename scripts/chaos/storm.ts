// The storm over one day: it is started, processes are killed, the store refuses; then the faults that pass are lifted and the day
// must end.
import { setTimeout as pause } from 'node:timers/promises';
import { listProviders, operateProviderBreaker } from '../../src/operations/providers.ts';
import type { RunRecord } from '../../src/ports/store.ts';
import type { Bench } from '../bench/context.ts';
import { startDay, untilEnded } from './day-run.ts';
import type { EmulatorControl } from './emulator-control.ts';
import { kindOf, type Victim } from './kill-plan.ts';
import { carryOut, type Kill } from './kills.ts';
import type { ChaosPlan, PlannedOutage } from './plan.ts';
import { refuseStore } from './store-outage.ts';

export interface StormLog {
  /** The workflow id of the day run. */
  readonly run: string;
  readonly kills: readonly Kill[];
  readonly outageSeconds: number;
  /** Null: the day did not end in time. */
  readonly record: RunRecord | null;
  /** Of the day run, from its start. */
  readonly seconds: number;
  /** Kills that met the day run at work. */
  readonly killsInFlight: number;
  /** Circuit breakers that were closed by hand after the storm, as an operator does once the provider is well. */
  readonly breakersClosed: readonly string[];
}

export interface Storm {
  readonly bench: Bench;
  readonly emulators: EmulatorControl;
  readonly plan: ChaosPlan;
  readonly signal: AbortSignal;
}

/** After the last kill, with the providers well again. */
const END_WITHIN_MS = 180_000;

/** The faults are on. @throws MorrowError INTERNAL when the day cannot be started. */
export async function rideOut(storm: Storm): Promise<StormLog> {
  const { bench, emulators, plan, signal } = storm;
  const step = bench.stack.progress.step(`Storm over ${plan.accounts.length} accounts`);
  const startedAt = performance.now();
  const run = await startDay(bench, plan.date, signal);
  const said = (kill: Kill): void => step.update(`${kill.victim} killed at ${(kill.atMs / 1_000).toFixed(0)} s`);
  const beforeKill = (victim: Victim): void => (kindOf(victim) === 'emulators' ? emulators.reseed() : undefined);
  const killing = { supervisor: bench.stack.supervisor, startedAt, signal, beforeKill, onKill: said };
  const [kills, outageSeconds] = await Promise.all([
    carryOut(plan.kills, killing),
    refuse(bench, plan.outage, { startedAt, signal }),
  ]);
  signal.throwIfAborted();
  await emulators.set(plan.faults.lasting);
  const breakersClosed = await closeBreakers(bench);
  const record = await untilEnded(bench, run, { withinMs: END_WITHIN_MS, signal });
  signal.throwIfAborted();
  const seconds = secondsOf(record, startedAt);
  if (record === null) step.failed();
  else step.done(`${kills.length} kills, the day took ${seconds.toFixed(0)} s`);
  const killsInFlight = kills.filter(({ atMs }) => atMs < seconds * 1_000).length;
  return { run, kills, outageSeconds, record, seconds, killsInFlight, breakersClosed };
}

const secondsOf = (record: RunRecord | null, startedAt: number): number =>
  record === null || record.finishedAt === null
    ? (performance.now() - startedAt) / 1_000
    : (Date.parse(record.finishedAt) - Date.parse(record.startedAt)) / 1_000;

interface Beginning {
  readonly startedAt: number;
  readonly signal: AbortSignal;
}

async function refuse(
  { stack }: Bench,
  { atMs, forMs }: PlannedOutage,
  { startedAt, signal }: Beginning,
): Promise<number> {
  await pause(Math.max(0, startedAt + atMs - performance.now()), undefined, { signal }).catch(() => undefined);
  if (signal.aborted) return 0;
  return await refuseStore(stack, { forMs, signal });
}

/** What the breakers learned while the emulators were killed again and again would keep them open for minutes. */
async function closeBreakers({ deps }: Bench): Promise<readonly string[]> {
  const open = (await listProviders(deps)).filter(({ breaker }) => breaker.mode !== 'closed');
  for (const { id } of open) {
    await operateProviderBreaker(deps, id, { action: 'close', by: 'chaos', reason: 'the storm is over' });
  }
  return open.map(({ id }) => id);
}
