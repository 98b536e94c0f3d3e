// Values with sensible defaults, so that a test shows only what matters to it.
import type { Account } from '../../src/domain/account.ts';
import type { AccountId, CurrencyCode, DecimalString, IsoDate, SourceId } from '../../src/domain/ids.ts';
import type { RatesSet } from '../../src/domain/revenue/types.ts';

export const accountId = (text: string) => text as AccountId;
export const sourceId = (text: string) => text as SourceId;
export const isoDate = (text: string) => text as IsoDate;
export const currency = (text: string) => text as CurrencyCode;
export const decimal = (text: string) => text as DecimalString;

export const anAccount = (overrides: Partial<Account> & { readonly id: AccountId }): Account => ({
  name: overrides.id,
  sources: [sourceId('ad-exchange')],
  currency: currency('USD'),
  convertCurrency: false,
  historyDepthDays: 7,
  polynomialDegree: 1,
  country: null,
  timeZone: 'UTC',
  tier: 'standard',
  cohort: 'default',
  status: 'active',
  ...overrides,
});

/** The seed's first account: three stores, reports in EUR, converts. */
export const u1 = (overrides: Partial<Account> = {}): Account =>
  anAccount({
    id: accountId('u1'),
    sources: ['ad-exchange', 'app-store-1', 'app-store-2', 'app-store-3'].map(sourceId),
    currency: currency('EUR'),
    convertCurrency: true,
    historyDepthDays: 7,
    polynomialDegree: 2,
    ...overrides,
  });

/** The seed's second account: reports in USD, never converts. */
export const u2 = (overrides: Partial<Account> = {}): Account =>
  anAccount({
    id: accountId('u2'),
    sources: ['ad-exchange', 'app-store-1', 'app-store-3'].map(sourceId),
    historyDepthDays: 3,
    ...overrides,
  });

export const aRatesSet = (overrides: Partial<RatesSet> & { readonly date: IsoDate }): RatesSet => ({
  id: `${overrides.date}/rates-a/test`,
  quoteDate: overrides.date,
  provider: 'rates-a',
  base: currency('EUR'),
  rates: { USD: '1.1652', GBP: '0.9005', JPY: '121.93' },
  synthetic: false,
  ...overrides,
});
