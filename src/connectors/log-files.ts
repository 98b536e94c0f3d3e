// Finds the log lines of a run in the files that the embedded stack keeps, from their ends: at most some megabytes of each.
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FoundLines, LogLine, LogSearch, RunLogs } from '../ports/run-logs.ts';

/** Of one file; the newest part is what somebody asks about. */
const TAIL_BYTES = 8 * 1_024 * 1_024;
const FILES_MAX = 20;
const ENDING = '.log';

/** @param folder with a `<process>.log` of JSON lines for each process. */
export const createLogFiles = (folder: string): RunLogs => ({
  async find(search) {
    const found = await Promise.all(
      (await processesOf(folder)).map((process) => searchFile({ folder, process, search })),
    );
    const lines = found.flatMap((one) => one.lines).toSorted((a, b) => (a.time < b.time ? -1 : 1));
    const isCut = lines.length > search.limit;
    return {
      lines: isCut ? lines.slice(-search.limit) : lines,
      partial: isCut || found.some(({ partial }) => partial),
    };
  },
});

async function processesOf(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.endsWith(ENDING))
    .map((name) => name.slice(0, -ENDING.length))
    .sort()
    .slice(0, FILES_MAX);
}

interface FileSearch {
  readonly folder: string;
  readonly process: string;
  readonly search: LogSearch;
}

async function searchFile({ folder, process, search }: FileSearch): Promise<FoundLines> {
  const { text, isTail } = await readTail(join(folder, `${process}${ENDING}`));
  const lines: LogLine[] = [];
  // As it stands in JSON, so that most lines are passed over without being parsed.
  const needle = JSON.stringify(search.workflowId);
  for (let at = text.lastIndexOf(needle); at >= 0 && lines.length < search.limit;) {
    const begin = text.lastIndexOf('\n', at) + 1;
    const end = text.indexOf('\n', at);
    const line = readLine(text.slice(begin, end < 0 ? undefined : end), { process, search });
    if (line !== null) lines.push(line);
    at = begin === 0 ? -1 : text.lastIndexOf(needle, begin - 1);
  }
  return { lines: lines.reverse(), partial: isTail || lines.length === search.limit };
}

async function readTail(file: string): Promise<{ readonly text: string; readonly isTail: boolean }> {
  const handle = await open(file, 'r').catch(() => null);
  if (handle === null) return { text: '', isTail: false };
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, size - buffer.length);
    return { text: buffer.toString('utf8', 0, bytesRead), isTail: size > buffer.length };
  } finally {
    await handle.close();
  }
}

/** Null for a line about something else, or one that was written by halves. */
function readLine(text: string, { process, search }: Omit<FileSearch, 'folder'>): LogLine | null {
  const fields = parse(text);
  if (fields === null || fields['workflowId'] !== search.workflowId) return null;
  if (search.runId !== undefined && fields['runId'] !== search.runId) return null;
  if (search.step !== undefined && fields['step'] !== search.step) return null;
  const { time, level, msg, pid: _pid, name: _name, ...facts } = fields;
  return { time: textOf(time), level: textOf(level), process, message: textOf(msg), facts };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function parse(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : null;
  } catch {
    return null;
  }
}
