// `morrow status`: is a stack up here, what are its processes, what do they weigh.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isListening } from '../ports.ts';
import { isRunning, memoryKiB, processTree } from '../process-info.ts';
import { readRunningStack, type StackRecord } from '../stack-file.ts';
import { statePlace, type StateOptions } from './place.ts';

export interface ProcessStatus {
  readonly name: string;
  readonly pid: number | null;
  readonly alive: boolean;
  /** PSS of the process and its children; null where the system does not tell. */
  readonly memoryKiB: number | null;
  readonly logFile: string | null;
}

export interface StackStatus {
  readonly running: boolean;
  readonly stateDir: string;
  /** ISO instant. */
  readonly startedAt: string | null;
  readonly urls: Readonly<Record<string, string>>;
  readonly processes: readonly ProcessStatus[];
  readonly ports: readonly { readonly name: string; readonly port: number; readonly listening: boolean }[];
  readonly totalMemoryKiB: number | null;
  /** Entries of the state folder, largest first. */
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
}

export async function readStatus(options: StateOptions): Promise<StackStatus> {
  const { stateDir } = statePlace(options);
  const stack = readRunningStack(stateDir);
  const processes = stack === null ? [] : [supervisorStatus(stack), ...stack.processes.map(processStatus)];
  return {
    running: stack !== null,
    stateDir,
    startedAt: stack?.startedAt ?? null,
    urls: stack?.urls ?? {},
    processes,
    ports: await portStatus(stack),
    totalMemoryKiB: sumOrNull(processes.map((one) => one.memoryKiB)),
    files: await fileSizes(stateDir),
  };
}

const supervisorStatus = ({ pid }: StackRecord): ProcessStatus => ({
  name: 'supervisor',
  pid,
  alive: true,
  memoryKiB: memoryKiB(pid),
  logFile: null,
});

function processStatus({ name, pid, logFile }: StackRecord['processes'][number]): ProcessStatus {
  const alive = pid !== null && isRunning({ pid, startMark: null });
  return {
    name,
    pid,
    logFile,
    alive,
    memoryKiB: pid !== null && alive ? sumOrNull(processTree(pid).map(memoryKiB)) : null,
  };
}

async function portStatus(stack: StackRecord | null): Promise<StackStatus['ports']> {
  const ports = Object.entries(stack?.ports ?? {});
  return Promise.all(ports.map(async ([name, port]) => ({ name, port, listening: await isListening(port) })));
}

function sumOrNull(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

async function fileSizes(folder: string): Promise<StackStatus['files']> {
  const names = await readdir(folder).catch(() => []);
  const files = await Promise.all(names.map(async (name) => ({ name, bytes: await bytesBelow(join(folder, name)) })));
  return files.toSorted((a, b) => b.bytes - a.bytes);
}

/** What vanishes while we look counts nothing. */
async function bytesBelow(path: string): Promise<number> {
  const entry = await stat(path).catch(() => null);
  if (entry === null) return 0;
  if (!entry.isDirectory()) return entry.size;
  const sizes = await Promise.all((await readdir(path).catch(() => [])).map((name) => bytesBelow(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}
