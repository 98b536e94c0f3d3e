// What a benchmark is asked to measure.
import { MorrowError } from '../../src/contract/errors.ts';
import { parseOptions } from '../lib/command.ts';

export interface BenchOptions {
  readonly json: boolean;
  /** Accounts per day, in the order in which they are measured. */
  readonly sizes: readonly number[];
  /** Pairs of real and bare days of one size. */
  repeatsOf(size: number): number;
  /** Other shapes of a bare account day to time as well, see `bare/shapes.ts`. */
  readonly shapes: readonly string[];
  /** Bare workers share modules among runs and take no call stacks, as ours do; otherwise they have the SDK's defaults. */
  readonly leanBare: boolean;
  /** Measures today's run with and without a backfill beside it, and nothing else. */
  readonly besideBackfill: boolean;
  /** Follows a day of so many accounts until half of them are done, and does nothing else; null: not asked for. */
  readonly halfWay: number | null;
  /** Measures the screens on a seeded store, and nothing else; null: not asked for. */
  readonly screens: ScreensOptions | null;
}

export interface ScreensOptions {
  readonly accounts: number;
  readonly days: number;
  /** Where the seeded store is kept and found again; null: it goes with the stack. */
  readonly keep: string | null;
}

const OPTIONS = {
  json: { type: 'boolean' },
  sizes: { type: 'string' },
  repeats: { type: 'string' },
  shapes: { type: 'string' },
  'lean-bare': { type: 'boolean' },
  'beside-backfill': { type: 'boolean' },
  'half-way': { type: 'string' },
  screens: { type: 'boolean' },
  accounts: { type: 'string' },
  days: { type: 'string' },
  keep: { type: 'string' },
} as const;
const SHAPES = ['A', 'B', 'C', 'D', 'E'];
const DEFAULT_SIZES = '2,10,50,200,1000';
const BESIDE_SIZES = '200';
const LARGEST_SIZE = 10_000;
const MOST_HALF_WAY = 1_000_000;
const MOST_REPEATS = 50;
/** What the screens are promised for. */
const SCREENS = { accounts: '10000', days: '365' } as const;
const MOST_SCREEN_ACCOUNTS = 100_000;
const MOST_SCREEN_DAYS = 1_000;
/** Fewer would leave pages and cohorts empty. */
const FEWEST = { accounts: 100, days: 30 } as const;
/** Small days are over in a moment and vary most; a large one is an average of many accounts already. */
const REPEATS = [
  { upTo: 50, repeats: 7 },
  { upTo: 500, repeats: 3 },
  { upTo: 2_000, repeats: 2 },
  { upTo: LARGEST_SIZE, repeats: 1 },
] as const;

/** @throws MorrowError INVALID_REQUEST. */
export function readBenchOptions(args: readonly string[]): BenchOptions {
  const given = parseOptions('npm run bench', args, OPTIONS);
  const {
    json = false,
    'beside-backfill': besideBackfill = false,
    'lean-bare': leanBare = false,
    repeats,
    shapes = '',
  } = given;
  const { sizes = besideBackfill ? BESIDE_SIZES : DEFAULT_SIZES } = given;
  const pairs = repeats === undefined ? null : wholeNumber('--repeats', repeats, MOST_REPEATS);
  const parsed = sizes.split(',').map((text) => wholeNumber('--sizes', text.trim(), LARGEST_SIZE));
  if (new Set(parsed).size < parsed.length) throw invalid(`--sizes is "${sizes}"; it must not name a size twice.`);
  const repeatsOf = (size: number): number => pairs ?? defaultRepeats(size);
  const halfWay = given['half-way'] === undefined ? null : wholeNumber('--half-way', given['half-way'], MOST_HALF_WAY);
  const screens = readScreens(given);
  if ([besideBackfill, halfWay !== null, screens !== null].filter((asked) => asked).length > 1) {
    throw invalid('--beside-backfill, --half-way and --screens measure one thing each. Give one of them.');
  }
  return {
    json,
    sizes: parsed,
    repeatsOf,
    shapes: readShapes(shapes),
    leanBare,
    besideBackfill,
    halfWay,
    screens,
  };
}

type GivenScreens = Readonly<Partial<Record<'accounts' | 'days' | 'keep', string>>> & { readonly screens?: boolean };

function readScreens({ screens = false, accounts, days, keep }: GivenScreens): ScreensOptions | null {
  if (!screens) {
    if (accounts === undefined && days === undefined && keep === undefined) return null;
    throw invalid('--accounts, --days and --keep belong to --screens.');
  }
  if (keep === '') throw invalid('--keep needs a folder.');
  const wanted = {
    accounts: wholeNumber('--accounts', accounts ?? SCREENS.accounts, MOST_SCREEN_ACCOUNTS),
    days: wholeNumber('--days', days ?? SCREENS.days, MOST_SCREEN_DAYS),
  };
  if (wanted.accounts >= FEWEST.accounts && wanted.days >= FEWEST.days) return { ...wanted, keep: keep ?? null };
  throw invalid(`--screens needs --accounts of at least ${FEWEST.accounts} and --days of at least ${FEWEST.days}.`);
}

const defaultRepeats = (size: number): number => REPEATS.find(({ upTo }) => size <= upTo)?.repeats ?? 1;

function readShapes(text: string): readonly string[] {
  const shapes = text.split(',').filter((shape) => shape !== '');
  if (shapes.every((shape) => SHAPES.includes(shape))) return shapes;
  throw invalid(`--shapes is "${text}"; known shapes: ${SHAPES.join(', ')}.`);
}

function wholeNumber(option: string, text: string, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
  throw invalid(`${option}: "${text}" must be a whole number from 1 to ${most}.`);
}

const invalid = (message: string): MorrowError => new MorrowError('INVALID_REQUEST', message);
