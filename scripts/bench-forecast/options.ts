// What `npm run bench:forecast` can be asked for: one of three measurements.
import { MorrowError } from '../../src/contract/errors.ts';
import { parseOptions } from '../lib/command.ts';

/** `protocol` scores the shipped data, `tasks` answers a file, `accounts` measures time and memory on made-up accounts. */
export type BenchRequest =
  | { readonly mode: 'protocol' }
  | { readonly mode: 'tasks'; readonly file: string; readonly reported: boolean }
  | { readonly mode: 'accounts'; readonly accounts: number };

const MOST_ACCOUNTS = 10_000_000;

/** @throws MorrowError INVALID_REQUEST for an unknown option, a number out of range, or two measurements at once. */
export function readBenchRequest(args: readonly string[]): BenchRequest {
  const options = parseOptions('bench:forecast', args, {
    tasks: { type: 'string' },
    reported: { type: 'boolean' },
    accounts: { type: 'string' },
    // Decided before by who called; named here so that a refusal lists it.
    workers: { type: 'boolean' },
  });
  const { tasks, accounts, reported = false } = options;
  if (tasks !== undefined && accounts !== undefined)
    refuse('--tasks and --accounts are two measurements; ask for one.');
  if (tasks !== undefined) return { mode: 'tasks', file: tasks, reported };
  if (reported) refuse('--reported belongs to --tasks.');
  return accounts === undefined ? { mode: 'protocol' } : { mode: 'accounts', accounts: readCount(accounts) };
}

function readCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= MOST_ACCOUNTS) return count;
  return refuse(`--accounts takes a whole number from 1 to ${MOST_ACCOUNTS}, not "${text}".`);
}

function refuse(message: string): never {
  throw new MorrowError('INVALID_REQUEST', `bench:forecast: ${message}`);
}
