// What the benchmark of the heavy workers is asked to measure.
import { MorrowError } from '../../src/contract/errors.ts';
import { parseOptions } from '../lib/command.ts';

export interface WorkerBenchOptions {
  readonly json: boolean;
  readonly accounts: number;
  /** Runs of each number of workers. */
  readonly repeats: number;
}

const OPTIONS = {
  workers: { type: 'boolean' },
  json: { type: 'boolean' },
  accounts: { type: 'string' },
  repeats: { type: 'string' },
} as const;
const MOST_ACCOUNTS = 10_000;
const MOST_REPEATS = 20;

/** @throws MorrowError INVALID_REQUEST. */
export function readWorkerBenchOptions(args: readonly string[]): WorkerBenchOptions {
  const given = parseOptions('npm run bench:forecast', args, OPTIONS);
  return {
    json: given.json ?? false,
    accounts: wholeNumber('--accounts', given.accounts ?? '1000', MOST_ACCOUNTS),
    repeats: wholeNumber('--repeats', given.repeats ?? '3', MOST_REPEATS),
  };
}

function wholeNumber(option: string, text: string, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
  throw new MorrowError('INVALID_REQUEST', `${option}: "${text}" must be a whole number from 1 to ${most}.`);
}
