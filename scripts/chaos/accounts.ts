// The accounts of a round: several sources, currencies, converting or not, long and short histories. Drawn from the seed.
import type { Random } from '../bench-forecast/random.ts';
import { oneOf } from './draw.ts';

export interface ChaosAccount {
  readonly id: string;
  readonly name: string;
  readonly sources: readonly string[];
  readonly currency: string;
  readonly convertCurrency: boolean;
  readonly historyDepthDays: number | 'auto';
  readonly polynomialDegree: 1 | 2;
  readonly timeZone: string;
}

const SOURCES = ['ad-exchange', 'app-store-1', 'app-store-2', 'app-store-3'] as const;
const TIME_ZONES = ['UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Asia/Tokyo'] as const;
/** The emulated sources pay in US dollars; SEK is the currency that rates providers are made to drop. */
const CURRENCIES = ['EUR', 'EUR', 'EUR', 'USD', 'USD', 'GBP', 'JPY'] as const;
export const DROPPED_CURRENCY = 'SEK';
const DROPPED_SHARE = 0.03;

export const drawAccounts = (random: Random, count: number): readonly ChaosAccount[] =>
  Array.from({ length: count }, (_, index) => drawAccount(random, `chaos-${String(index + 1).padStart(4, '0')}`));

function drawAccount(random: Random, id: string): ChaosAccount {
  const currency = random() < DROPPED_SHARE ? DROPPED_CURRENCY : oneOf(random, CURRENCIES);
  return {
    id,
    name: `Account ${id}`,
    sources: drawSources(random),
    currency,
    convertCurrency: currency !== 'USD' || random() < 0.5,
    historyDepthDays: oneOf(random, [7, 10, 14, 'auto']),
    polynomialDegree: oneOf(random, [1, 2]),
    timeZone: oneOf(random, TIME_ZONES),
  };
}

function drawSources(random: Random): readonly string[] {
  const chosen = SOURCES.filter(() => random() < 0.5);
  return chosen.length === 0 ? [oneOf(random, SOURCES)] : chosen;
}
