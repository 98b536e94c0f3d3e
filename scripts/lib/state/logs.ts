// `morrow logs`: the end of each process's log, and what is added to it.
import { createReadStream, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { MorrowError } from '../../../src/contract/errors.ts';
import { lastLines } from '../log-files.ts';
import { statePlace, type StateOptions } from './place.ts';

export interface LogOptions extends StateOptions {
  /** One process only. @see StackStatus.processes */
  readonly process?: string;
  /** Lines per process. */
  readonly lines: number;
}

export interface ProcessLog {
  readonly process: string;
  readonly lines: readonly string[];
}

const POLL_MS = 300;
const ENDING = '.log';

/** @throws MorrowError NOT_FOUND when there is no such log; names those there are. */
export async function readLogs(options: LogOptions): Promise<readonly ProcessLog[]> {
  const logs = await findLogs(options);
  return logs.map(({ process, file }) => ({ process, lines: lastLines(file, options.lines) }));
}

/** Calls `onLine` for every line written from now on, until the signal aborts. */
export async function followLogs(
  options: Omit<LogOptions, 'lines'> & { readonly signal: AbortSignal },
  onLine: (process: string, line: string) => void,
): Promise<void> {
  const positions = new Map<string, number>();
  for (const { file } of await findLogs(options)) positions.set(file, sizeOf(file));
  while (!options.signal.aborted) {
    // A process that starts later has its log read from its beginning.
    for (const { process, file } of await findLogs(options).catch(() => [])) {
      positions.set(file, await readFrom(file, positions.get(file) ?? 0, (line) => onLine(process, line)));
    }
    await pause(POLL_MS, undefined, { signal: options.signal }).catch(() => undefined);
  }
}

async function findLogs({
  process,
  ...options
}: Omit<LogOptions, 'lines'>): Promise<{ process: string; file: string }[]> {
  const folder = join(statePlace(options).stateDir, 'logs');
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(ENDING)).sort();
  const logs = names.map((name) => ({ process: name.slice(0, -ENDING.length), file: join(folder, name) }));
  const wanted = logs.filter((log) => process === undefined || log.process === process);
  if (wanted.length > 0) return wanted;
  const there = logs.map((log) => log.process).join(', ');
  const what =
    process === undefined
      ? `There are no logs in ${folder}; start the stack with npm start`
      : `There is no log of "${process}" in ${folder}; there are: ${there || 'none'}`;
  throw new MorrowError('NOT_FOUND', `${what}.`);
}

/** Returns where to go on. A file that became shorter was replaced: it is read anew. */
async function readFrom(file: string, from: number, onLine: (line: string) => void): Promise<number> {
  const size = sizeOf(file);
  const start = size < from ? 0 : from;
  if (size === start) return size;
  const stream = createReadStream(file, { start, end: size - 1 });
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) onLine(line);
  return size;
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
