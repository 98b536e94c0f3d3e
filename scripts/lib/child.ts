// One child process with its own log file and its own process group. It ends with its parent, even when the parent is killed:
// Node entries see their channel close (src/observability/process.ts), other programs run under a few lines of shell that watch a pipe.
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { MorrowError } from '../../src/contract/errors.ts';
import type { EnvironmentVariables } from './project.ts';

export interface ChildSpec {
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the child. */
  readonly env: EnvironmentVariables;
  /** `node`: an entry that calls runUntilSignal. `program`: anything else that ends on SIGTERM. */
  readonly kind: 'node' | 'program';
  readonly logFile: string;
  readonly cwd: string;
}

export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export type Announcement = Readonly<Record<string, unknown>>;

export interface Child {
  readonly pid: number;
  readonly exited: Promise<ChildExit>;
  /** Resolves with what the child said through announceReady; never, if it says nothing. */
  readonly announced: Promise<Announcement>;
  /** SIGTERM, and after `graceMs` SIGKILL to the whole group. Resolves when it has ended. */
  stop(graceMs: number): Promise<void>;
  /** SIGKILL to the whole group, at once. */
  kill(): void;
}

/** The group is the child's own, so Ctrl-C in a terminal reaches the supervisor only, which then stops its children in order. */
const OWN_GROUP = true;

/** File descriptor 3 is a pipe from the parent; `read` returns when the parent is gone. */
const WATCHDOG = `
"$@" 3<&- &
child=$!
trap 'kill -TERM "$child" 2>/dev/null' TERM INT HUP
( trap - TERM; read -r _ <&3; kill -TERM "$child" 2>/dev/null ) &
watch=$!
exec 3<&-
while :; do wait "$child"; code=$?; kill -0 "$child" 2>/dev/null || break; done
kill "$watch" 2>/dev/null
exit "$code"
`;

/** @throws MorrowError PROCESS_FAILED when the program cannot be started at all. */
export async function startChild(spec: ChildSpec): Promise<Child> {
  const log = openSync(spec.logFile, 'a');
  try {
    const child = spec.kind === 'node' ? spawnNode(spec, log) : spawnWatched(spec, log);
    return await wrap(child, spec);
  } finally {
    closeSync(log);
  }
}

function spawnNode(spec: ChildSpec, log: number): ChildProcess {
  return spawn(spec.command, spec.args, {
    cwd: spec.cwd,
    env: { ...spec.env, MORROW_SUPERVISED: '1' },
    stdio: ['ignore', log, log, 'ipc'],
    detached: OWN_GROUP,
  });
}

function spawnWatched(spec: ChildSpec, log: number): ChildProcess {
  return spawn('/bin/sh', ['-c', WATCHDOG, 'watchdog', spec.command, ...spec.args], {
    cwd: spec.cwd,
    env: { ...spec.env },
    stdio: ['ignore', log, log, 'pipe'],
    detached: OWN_GROUP,
  });
}

async function wrap(child: ChildProcess, spec: ChildSpec): Promise<Child> {
  const exited = new Promise<ChildExit>((resolve) =>
    child.once('exit', (code, signal) => {
      // A watcher that was killed leaves its program behind, and that would keep its ports from the next one.
      if (child.pid !== undefined) signalGroup(child.pid);
      resolve({ code, signal });
    }),
  );
  const announced = new Promise<Announcement>((resolve) => {
    child.on('message', (message) => isAnnouncement(message) && resolve(message));
  });
  const pid = await startedPid(child, spec);
  const kill = (): void => signalGroup(pid);
  return { pid, exited, announced, kill, stop: (graceMs) => stopChild({ child, exited, kill }, graceMs) };
}

function startedPid(child: ChildProcess, spec: ChildSpec): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('error', (error) =>
      reject(
        new MorrowError('PROCESS_FAILED', `${spec.command} cannot be started: ${error.message}`, { cause: error }),
      ),
    );
    child.once('spawn', () => child.pid !== undefined && resolve(child.pid));
  });
}

interface Stoppable {
  readonly child: ChildProcess;
  readonly exited: Promise<ChildExit>;
  kill(): void;
}

async function stopChild({ child, exited, kill }: Stoppable, graceMs: number): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(kill, graceMs);
  await exited;
  clearTimeout(timer);
}

function signalGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is empty: everything has ended.
  }
}

const isAnnouncement = (message: unknown): message is Announcement =>
  typeof message === 'object' && message !== null && 'ready' in message && message.ready === true;
