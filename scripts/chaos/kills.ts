// Carries out the planned kills: SIGKILL to a process with everything below it, and how long its supervisor needs to have it back.
import { setTimeout as pause } from 'node:timers/promises';
import type { ProcessState, Supervisor } from '../lib/processes.ts';
import { kindOf, VICTIMS, type PlannedKill, type Victim } from './kill-plan.ts';

export interface Kill {
  readonly victim: string;
  readonly kind: string;
  /** From the start of the day run. */
  readonly atMs: number;
  /** Until the process served again; null: it never did. */
  readonly recoverySeconds: number | null;
}

export interface Killing {
  readonly supervisor: Supervisor;
  readonly startedAt: number;
  readonly signal: AbortSignal;
  readonly beforeKill: (victim: Victim) => void;
  readonly onKill: (kill: Kill) => void;
}

const LOOK_MS = 20;
/** A loaded machine starts a worker in seconds, and the store may refuse it for 20 s. */
const BACK_WITHIN_MS = 90_000;

/** Each process has a line of kills of its own: one that is slow to come back delays nobody else's. */
export async function carryOut(kills: readonly PlannedKill[], killing: Killing): Promise<readonly Kill[]> {
  const lines = VICTIMS.map((victim) =>
    killInTurn(
      kills.filter((kill) => kill.victim === victim),
      killing,
    ),
  );
  return (await Promise.all(lines)).flat().sort((a, b) => a.atMs - b.atMs);
}

async function killInTurn(kills: readonly PlannedKill[], killing: Killing): Promise<readonly Kill[]> {
  const done: Kill[] = [];
  for (const { victim, atMs } of kills) {
    await pause(Math.max(0, killing.startedAt + atMs - performance.now()), undefined, { signal: killing.signal }).catch(
      () => undefined,
    );
    const kill = await killOnce(victim, killing);
    if (kill === null) return done;
    killing.onKill(kill);
    done.push(kill);
  }
  return done;
}

/** Null: the process was not there to be killed, or the round was stopped. */
async function killOnce(victim: Victim, { supervisor, startedAt, signal, beforeKill }: Killing): Promise<Kill | null> {
  const running = await untilUp(supervisor, victim, signal);
  if (running === null) return null;
  beforeKill(victim);
  const since = performance.now();
  killGroup(running.pid);
  const back = await untilUp(supervisor, victim, signal, running.pid);
  const recoverySeconds = back === null ? null : (performance.now() - since) / 1_000;
  return { victim, kind: kindOf(victim), atMs: Math.round(since - startedAt), recoverySeconds };
}

type Running = ProcessState & { readonly pid: number };

/** @param notPid the process that has just been killed. */
async function untilUp(
  supervisor: Supervisor,
  name: string,
  signal: AbortSignal,
  notPid: number | null = null,
): Promise<Running | null> {
  const end = performance.now() + BACK_WITHIN_MS;
  while (performance.now() < end && !signal.aborted) {
    const state = supervisor.states().find((candidate) => candidate.name === name);
    if (state !== undefined && state.up && isRunning(state) && state.pid !== notPid) return state;
    await pause(LOOK_MS);
  }
  return null;
}

const isRunning = (state: ProcessState): state is Running => state.pid !== null;

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
