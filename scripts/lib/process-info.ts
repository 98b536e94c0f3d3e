// Facts about processes of this machine by pid. A pid alone may have been given to another process since: the start mark tells.
import { readFileSync } from 'node:fs';

export interface ProcessMark {
  readonly pid: number;
  /** Where the system offers it: when the process started, in ticks since boot. */
  readonly startMark: string | null;
}

/** True while exactly this process lives. */
export function isRunning(mark: ProcessMark): boolean {
  if (!pidExists(mark.pid)) return false;
  const now = startMark(mark.pid);
  return mark.startMark === null || now === null || now === mark.startMark;
}

export function startMark(pid: number): string | null {
  const stat = readProc(pid, 'stat');
  // The name in parentheses may hold spaces; field 22 of the line is the 20th behind it.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

/** The process's share of memory in KiB (PSS: shared pages divided by their users), or null where the system does not tell. */
export function memoryKiB(pid: number): number | null {
  const match = /^Pss:\s+(\d+) kB$/m.exec(readProc(pid, 'smaps_rollup') ?? '');
  return match === null ? null : Number(match[1]);
}

/** The process and all below it. Just the process where the system offers no list. */
export function processTree(pid: number): number[] {
  const children = readProc(pid, `task/${pid}/children`) ?? '';
  return [
    pid,
    ...children
      .split(' ')
      .filter((text) => text.trim() !== '')
      .flatMap((text) => processTree(Number(text))),
  ];
}

function pidExists(pid: number): boolean {
  const state = readProc(pid, 'stat');
  // A zombie has ended; only its parent has not noticed yet.
  if (state !== null) return state.slice(state.lastIndexOf(')') + 2, state.lastIndexOf(')') + 3) !== 'Z';
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function readProc(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return null;
  }
}
