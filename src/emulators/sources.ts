// The names of what is emulated, and how each currency is written.

export const REVENUE_SOURCES = ['ad-exchange', 'app-store-1', 'app-store-2', 'app-store-3'] as const;
export type RevenueSource = (typeof REVENUE_SOURCES)[number];

export const RATES_PROVIDERS = ['rates-a', 'rates-b'] as const;
export type RatesProvider = (typeof RATES_PROVIDERS)[number];

export type EmulatedSource = RevenueSource | RatesProvider;
export const EMULATED_SOURCES: readonly EmulatedSource[] = [...REVENUE_SOURCES, ...RATES_PROVIDERS];

const WHOLE_UNIT_CURRENCIES: ReadonlySet<string> = new Set(['JPY', 'KRW']);

/** Fraction digits of the amounts in a report: the ad exchange counts in millionths, stores in what their currency has. */
export function fractionDigits(source: RevenueSource, currency: string): number {
  if (source === 'ad-exchange') return 6;
  return WHOLE_UNIT_CURRENCIES.has(currency) ? 0 : 2;
}

/** About how many units a US dollar was worth: gives plausible sizes, prices nothing. */
const UNITS_PER_DOLLAR: Readonly<Record<string, number>> = {
  EUR: 0.87,
  GBP: 0.76,
  CHF: 0.8,
  JPY: 152,
  KRW: 1_420,
  INR: 88,
  BRL: 5.4,
  TRY: 42,
  PLN: 3.7,
  CZK: 21,
  SEK: 9.5,
  NOK: 10.1,
  DKK: 6.5,
  MXN: 18.5,
  CAD: 1.4,
  AUD: 1.53,
  IDR: 16_600,
};

export const unitsPerDollar = (currency: string): number => UNITS_PER_DOLLAR[currency] ?? 1;
