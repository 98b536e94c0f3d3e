// Who the made-up accounts are and what they earn: a pure function of their number and the day, the same in every run.
import { addDays, weekday } from '../../../../src/domain/calendar/dates.ts';
import { MorrowError } from '../../../../src/contract/errors.ts';
import type { Account } from '../../../../src/domain/account.ts';
import { isAccountId, isSourceId, type AccountId, type IsoDate, type SourceId } from '../../../../src/domain/ids.ts';
import { parseCurrency } from '../../../../src/domain/money/currency.ts';

export interface SeedPlan {
  readonly accounts: number;
  readonly days: number;
  /** The last complete day. */
  readonly last: IsoDate;
}

/** Accounts of one shape differ in their noise only, so that one trained model fits all of them. */
export const SHAPES = 40;
/** Whom the last day is left to: it runs for real, so that Temporal knows a run with all its parts. */
export const LIVE_COHORT = 'live';
/** The last ones; of few accounts half of them. */
const LIVE_ACCOUNTS = 40;
const COHORTS = ['default', 'north', 'south', 'east', 'west', 'games', 'tools', 'news'] as const;
const SOURCES = ['ad-exchange', 'app-store-1', 'app-store-2', 'app-store-3'].filter(isSourceId);
const CURRENCIES = ['EUR', 'EUR', 'EUR', 'USD', 'JPY'].map(parseCurrency);
const DEPTHS = ['auto', 'auto', 90, 28] as const;
const COUNTRIES = ['DE', null, 'US', null, 'JP'] as const;
const TIERS = ['standard', 'standard', 'critical', 'economy'] as const;
const NAMES = [
  ['Amber', 'Brisk', 'Cobalt', 'Dusty', 'Early', 'Fabled', 'Gentle', 'Hidden', 'Iron', 'Jolly'],
  ['Harbor', 'Koi', 'Tin', 'Maple', 'Comet', 'Lantern', 'Orchid', 'Puzzle', 'Raven', 'Summit'],
  ['Games', 'Studio', 'Labs', 'Works', 'Media'],
] as const;

export function accountIdOf(index: number): AccountId {
  const id = `acc-${String(index).padStart(6, '0')}`;
  if (!isAccountId(id)) throw new MorrowError('INTERNAL', `${id} is no account id.`);
  return id;
}

export const isLive = ({ accounts }: SeedPlan, index: number): boolean =>
  index >= accounts - Math.min(LIVE_ACCOUNTS, accounts / 2);

export const datesOf = ({ days, last }: SeedPlan): readonly IsoDate[] =>
  Array.from({ length: days }, (_, day) => addDays(last, day + 1 - days));

export const shapeOf = (index: number): number => index % SHAPES;

export function accountOf(plan: SeedPlan, index: number): Account {
  const shape = shapeOf(index);
  const id = accountIdOf(index);
  return {
    id,
    name: `${pick(NAMES[0], index)} ${pick(NAMES[1], Math.floor(index / 10))} ${pick(NAMES[2], Math.floor(index / 100))}`,
    sources: sourcesOf(shape),
    currency: pick(CURRENCIES, shape),
    convertCurrency: true,
    historyDepthDays: pick(DEPTHS, shape),
    polynomialDegree: shape % 2 === 0 ? 2 : 1,
    country: pick(COUNTRIES, shape),
    timeZone: 'UTC',
    tier: pick(TIERS, Math.floor(index / SHAPES)),
    cohort: isLive(plan, index) ? LIVE_COHORT : pick(COHORTS, Math.floor(index / 7)),
    status: 'active',
  };
}

/** One to four, 2.5 on the average. */
export const sourcesOf = (shape: number): readonly SourceId[] => SOURCES.slice(0, 1 + (shape % SOURCES.length));

/** What one source of the account earned on the day, in millionths of the account's currency. */
export function microsOf(index: number, source: number, { date, day }: DayOfPlan): bigint {
  const shape = shapeOf(index);
  const week = [0.7, 1, 1.05, 1.1, 1.1, 1.2, 0.9][(weekday(date) + shape) % 7] ?? 1;
  const level = (120 + 37 * shape) / (1 + source);
  const trend = 1 + (day * ((shape % 5) - 1)) / 2_000;
  const noise = 0.85 + 0.3 * noiseOf(index, day * 8 + source);
  return BigInt(Math.round(level * week * trend * noise * 100)) * 10_000n;
}

export interface DayOfPlan {
  readonly date: IsoDate;
  /** Its place in the plan, from 0. */
  readonly day: number;
}

/** 0 to 1, the same for the same two numbers. */
export function noiseOf(a: number, b: number): number {
  let hash = Math.imul(a + 1, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}

function pick<T>(values: readonly T[], index: number): T {
  const value = values[index % values.length];
  if (value === undefined) throw new MorrowError('INTERNAL', 'There is nothing to choose from.');
  return value;
}
