// The log files of the stack's processes: one per process, appended to, kept to two generations.
import { closeSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';

const TAIL_BYTES = 64 * 1_024;
const LARGEST_LOG_BYTES = 20 * 1_024 * 1_024;

/** The last lines of a file, without empty ones; none when it does not exist. */
export function lastLines(file: string, count: number): string[] {
  const lines = readTail(file)
    .split('\n')
    .filter((line) => line.trim() !== '');
  return count === 0 ? [] : lines.slice(-count);
}

/** Moves a log that has grown large aside; called when a stack starts, while nobody writes to it. */
export function rotateLog(file: string): void {
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes > LARGEST_LOG_BYTES) renameSync(file, `${file}.old`);
}

function readTail(file: string): string {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return '';
  }
  try {
    const { size } = fstatSync(descriptor);
    const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
    const bytes = readSync(descriptor, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8', 0, bytes);
  } finally {
    closeSync(descriptor);
  }
}
