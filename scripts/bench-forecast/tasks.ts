// Answers a file of forecasting tasks, one JSON object a line, as CSV on stdout; everything else goes to stderr. Line by line, so that
// the size of the file does not matter.
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { ForecastStep } from '../../src/domain/forecast/model.ts';
import { DEFAULT_CALIBRATION } from '../../src/domain/forecast/default-calibration.ts';
import { MorrowError } from '../../src/contract/errors.ts';
import { answerHistory } from './answer.ts';
import { readTask, TaskLineError } from './task-line.ts';
import type { TaskLine } from './task-line.ts';
import { createStopwatch } from './stopwatch.ts';

const COLUMNS = ['series', 'origin', 'window', 'horizon', 'step', 'mean', 'lo80', 'hi80', 'lo95', 'hi95'];
const UNREADABLE = 2;

export interface TaskFile {
  readonly file: string;
  /** Adds the column `expected_error`. */
  readonly reported: boolean;
}

/** Returns the exit code, 2 when a line cannot be read. @throws MorrowError INVALID_REQUEST when the file cannot be opened. */
export async function answerTaskFile({ file, reported }: TaskFile): Promise<number> {
  const stopwatch = createStopwatch();
  await write(`${[...COLUMNS, ...(reported ? ['expected_error'] : [])].join(',')}\n`);
  let number = 0;
  try {
    for await (const line of openLines(file)) {
      number += 1;
      if (line.trim() === '') continue;
      const task = readTask(line);
      const answer = stopwatch.time(task.window, () => answerHistory(task, task.horizon, DEFAULT_CALIBRATION));
      await write(answer.map((step) => formatStep(task, step, { reported })).join(''));
    }
  } catch (error) {
    if (error instanceof TaskLineError) return complain(`${file} line ${number}: ${error.message}`);
    throw openingFailure(file, error);
  }
  process.stderr.write(stopwatch.report());
  return 0;
}

function openLines(file: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
}

function openingFailure(file: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!/^E[A-Z]+$/.test(code) || code === 'EPIPE') return error;
  return new MorrowError('INVALID_REQUEST', `bench:forecast: ${file} cannot be read (${code}).`);
}

function complain(message: string): number {
  process.stderr.write(`bench:forecast: ${message}\n`);
  return UNREADABLE;
}

/** Numbers in the shortest form that reads back as the same number. */
function formatStep(
  { series, origin, window, horizon }: TaskLine,
  { step, mean, lo80, hi80, lo95, hi95, expectedError }: ForecastStep,
  { reported }: { readonly reported: boolean },
): string {
  const figures = [mean, lo80, hi80, lo95, hi95, ...(reported ? [expectedError] : [])];
  return `${[quote(series), origin, window, horizon, step, ...figures].join(',')}\n`;
}

const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Waits where the reader of the output is slower, so that nothing piles up. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}
