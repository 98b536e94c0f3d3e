// Short ways to say amounts, days, currencies and rates in tests; each parses, so a typo fails the test at once.
import fc from 'fast-check';
import { parseIsoDate } from '../../src/domain/calendar/dates.ts';
import type { AccountId, DecimalString, SourceId } from '../../src/domain/ids.ts';
import { isAccountId, isSourceId } from '../../src/domain/ids.ts';
import { parseCurrency } from '../../src/domain/money/currency.ts';
import { formatDecimal, isDecimal } from '../../src/domain/money/decimal.ts';
import type { RatesSet } from '../../src/domain/revenue/types.ts';

export function decimal(text: string): DecimalString {
  if (!isDecimal(text)) throw new Error(`test amount ${text}`);
  return text;
}

export function accountId(text: string): AccountId {
  if (!isAccountId(text)) throw new Error(`test account ${text}`);
  return text;
}

export function sourceId(text: string): SourceId {
  if (!isSourceId(text)) throw new Error(`test source ${text}`);
  return text;
}

export const day = parseIsoDate;
export const currency = parseCurrency;

/** ECB reference rates of 2020-11-02, per euro (the first day of the emulators' data). */
export const ECB_RATES = {
  USD: '1.1652',
  GBP: '0.90053',
  JPY: '122.01',
  KRW: '1320.06',
  HUF: '366.24',
  IDR: '17077.75',
};

export const ratesSet = (rates: Readonly<Record<string, string>> = ECB_RATES): RatesSet => ({
  id: 'rates-a/2026-11-22/test',
  date: day('2026-11-22'),
  quoteDate: day('2026-11-20'),
  provider: 'rates-a',
  base: currency('EUR'),
  rates,
  synthetic: true,
});

/** Amounts up to a thousand million units either way, to the millionth. */
export const anyAmount = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }).map(formatDecimal);

/** Properties are checked on the same cases every time. */
export const PROPERTY = { seed: 20_261_122, numRuns: 300 };
