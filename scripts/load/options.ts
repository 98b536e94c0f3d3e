// What a load test is asked to do.
import { MorrowError } from '../../src/contract/errors.ts';
import { parseOptions } from '../lib/command.ts';

export const MIXES = ['mixed', 'predict', 'read'] as const;
export type Mix = (typeof MIXES)[number];

export interface LoadOptions {
  readonly requests: number;
  /** The requests are spread evenly over so many seconds; null: as fast as the connections allow. */
  readonly seconds: number | null;
  /** Part of the requests, 0 to 1, that are delayed tenfold. */
  readonly slowShare: number;
  /** Connections of an unlimited run. */
  readonly parallel: number;
  readonly mix: Mix;
  /** Every request as one line of CSV. */
  readonly record: string | null;
  /** Null: the stack that runs here, else an API of its own. */
  readonly url: string | null;
  readonly json: boolean;
}

const OPTIONS = {
  requests: { type: 'string' },
  seconds: { type: 'string' },
  'slow-share': { type: 'string' },
  unlimited: { type: 'boolean' },
  parallel: { type: 'string' },
  mix: { type: 'string' },
  record: { type: 'string' },
  url: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const MOST_REQUESTS = 10_000_000;
const MOST_SECONDS = 24 * 60 * 60;
const MOST_CONNECTIONS = 1_000;

/** @throws MorrowError INVALID_REQUEST naming the option and what it may be. */
export function readLoadOptions(args: readonly string[]): LoadOptions {
  const given = parseOptions('npm run load', args, OPTIONS);
  const { unlimited = false, seconds, mix = 'mixed', url } = given;
  if (unlimited && seconds !== undefined) throw invalid('--unlimited knows no --seconds; give one of them.');
  return {
    requests: number('--requests', given.requests ?? '20000', { least: 1, most: MOST_REQUESTS }),
    seconds: unlimited ? null : number('--seconds', seconds ?? '900', { least: 1, most: MOST_SECONDS }),
    slowShare: share(given['slow-share'] ?? '0.005'),
    parallel: number('--parallel', given.parallel ?? '16', { least: 1, most: MOST_CONNECTIONS }),
    mix: mixOf(mix),
    record: given.record ?? null,
    url: url === undefined ? null : address(url),
    json: given.json ?? false,
  };
}

function number(option: string, text: string, { least, most }: { readonly least: number; readonly most: number }) {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw invalid(`${option}: "${text}" must be a whole number from ${least} to ${most}.`);
}

function share(text: string): number {
  const value = Number(text);
  if (/^\d*\.?\d+$/.test(text) && value <= 1) return value;
  throw invalid(`--slow-share: "${text}" must be a number from 0 to 1, such as 0.005.`);
}

function mixOf(text: string): Mix {
  const found = MIXES.find((mix) => mix === text);
  if (found !== undefined) return found;
  throw invalid(`--mix: "${text}" must be one of ${MIXES.join(', ')}.`);
}

function address(text: string): string {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return new URL(text).origin;
  throw invalid(`--url: "${text}" must be an address such as http://127.0.0.1:9095.`);
}

const invalid = (message: string): MorrowError => new MorrowError('INVALID_REQUEST', message);
