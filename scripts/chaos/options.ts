// What a chaos run is asked to do.
import { MorrowError } from '../../src/contract/errors.ts';
import { parseOptions } from '../lib/command.ts';

export interface ChaosOptions {
  /** Null: a new one is drawn for each round. */
  readonly seed: number | null;
  /** New rounds begin for so long; null: one round. */
  readonly minutes: number | null;
  readonly accounts: number;
  readonly kills: number;
  /** Keeps the data in MongoDB. */
  readonly mongo: boolean;
  /** Measures what a kill costs, instead of playing rounds. */
  readonly recovery: boolean;
  readonly json: boolean;
}

export const DEFAULT_ACCOUNTS = 300;
export const DEFAULT_KILLS = 30;
export const LARGEST_SEED = 2 ** 31 - 1;
const FEWEST_ACCOUNTS = 10;
const MOST_ACCOUNTS = 5_000;
const MOST_KILLS = 1_000;
const MOST_MINUTES = 24 * 60;

const OPTIONS = {
  seed: { type: 'string' },
  minutes: { type: 'string' },
  accounts: { type: 'string' },
  kills: { type: 'string' },
  mongo: { type: 'boolean' },
  recovery: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

/** @throws MorrowError INVALID_REQUEST naming the option and what it may be. */
export function readChaosOptions(args: readonly string[]): ChaosOptions {
  const given = parseOptions('npm run chaos', args, OPTIONS);
  const number = (name: 'seed' | 'minutes' | 'accounts' | 'kills', range: Range): number | null =>
    given[name] === undefined ? null : wholeNumber(`--${name}`, given[name], range);
  const options = {
    seed: number('seed', { least: 0, most: LARGEST_SEED }),
    minutes: number('minutes', { least: 1, most: MOST_MINUTES }),
    accounts: number('accounts', { least: FEWEST_ACCOUNTS, most: MOST_ACCOUNTS }) ?? DEFAULT_ACCOUNTS,
    kills: number('kills', { least: 0, most: MOST_KILLS }) ?? DEFAULT_KILLS,
    mongo: given.mongo ?? false,
    recovery: given.recovery ?? false,
    json: given.json ?? false,
  };
  refuseContradictions(options, given);
  return options;
}

function refuseContradictions(options: ChaosOptions, given: Readonly<Record<string, unknown>>): void {
  if (options.seed !== null && options.minutes !== null) {
    throw invalid('--seed replays one round; --minutes draws new seeds. Give one of them.');
  }
  const others = Object.keys(given).filter((name) => name !== 'recovery' && name !== 'json');
  if (options.recovery && others.length > 0) {
    throw invalid(`--recovery measures on its own; leave out ${others.map((name) => `--${name}`).join(', ')}.`);
  }
}

interface Range {
  readonly least: number;
  readonly most: number;
}

function wholeNumber(option: string, text: string, { least, most }: Range): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw invalid(`${option}: "${text}" must be a whole number from ${least} to ${most}.`);
}

const invalid = (message: string): MorrowError => new MorrowError('INVALID_REQUEST', message);
