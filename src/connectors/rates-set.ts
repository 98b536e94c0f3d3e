// What both rates providers share: which published day prices a date, what figures are believable, and the set's id.
import { createHash } from 'node:crypto';
import { MorrowError } from '../contract/errors.ts';
import { lastTargetDay } from '../domain/calendar/target-days.ts';
import { isCurrency } from '../domain/money/currency.ts';
import type { CurrencyCode, IsoDate } from '../domain/ids.ts';
import type { RatesProviderId, RatesSet } from '../domain/revenue/types.ts';
import { describe, factsOf, schemaFailure, type Subject } from './failures.ts';

/** The rates of one published day, as a provider wrote them. */
export interface Quote {
  readonly quoteDate: IsoDate;
  readonly base: CurrencyCode;
  readonly rates: Readonly<Record<string, string>>;
  readonly synthetic: boolean;
}

// Wider than any rate against a major currency; narrow enough that JSON numbers print without an exponent.
const SMALLEST_RATE = 1e-6;
const LARGEST_RATE = 1e9;
const PLAIN_DECIMAL = /^\d{1,10}(\.\d{1,15})?$/;

/**
 * Checks a quote's figures.
 * @throws MorrowError SOURCE_SCHEMA_INVALID for no rates at all, a code that is no currency, or a rate that is no
 *   plain decimal between a millionth and a thousand million.
 */
export function checkRates(
  rates: Readonly<Record<string, string>>,
  subject: Subject,
): Readonly<Record<string, string>> {
  const entries = Object.entries(rates);
  if (entries.length === 0) throw schemaFailure(subject, 'no rates');
  for (const [currency, rate] of entries) {
    if (!/^[A-Z]{3}$/.test(currency)) throw schemaFailure(subject, 'a rate without an ISO 4217 code');
    if (!isBelievable(rate)) throw schemaFailure(subject, `the rate of ${currency} is no believable figure`);
  }
  return rates;
}

const isBelievable = (rate: string): boolean =>
  PLAIN_DECIMAL.test(rate) && Number(rate) >= SMALLEST_RATE && Number(rate) <= LARGEST_RATE;

/** @throws MorrowError SOURCE_SCHEMA_INVALID when the base is missing or no currency. */
export function checkBase(base: unknown, subject: Subject): CurrencyCode {
  if (typeof base === 'string' && isCurrency(base)) return base;
  throw schemaFailure(subject, 'the base currency is missing or unknown');
}

/**
 * The set that prices `date`, from the newest quote the provider has for it.
 * @throws MorrowError RATES_NOT_PUBLISHED when the provider is still at an earlier day; SOURCE_SCHEMA_INVALID when it
 *   quotes a day on which no rates are published, or a later one.
 */
export function ratesSetFor(
  quote: Quote,
  subject: Subject & { readonly service: RatesProviderId },
  waitMs: number,
): RatesSet {
  const date = subject.range.to;
  const wanted = lastTargetDay(date);
  if (quote.quoteDate < wanted) throw notPublished(subject, wanted, quote.quoteDate, waitMs);
  if (quote.quoteDate > wanted)
    throw schemaFailure(subject, `rates of ${quote.quoteDate} where those of ${wanted} belong`);
  return toRatesSet(quote, date, subject.service);
}

export function toRatesSet(quote: Quote, date: IsoDate, provider: RatesProviderId): RatesSet {
  const rates = Object.fromEntries(Object.entries(quote.rates).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const content = { date, provider, quoteDate: quote.quoteDate, base: quote.base, rates, synthetic: quote.synthetic };
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 12);
  return { id: `${date}/${provider}/${hash}`, ...content };
}

function notPublished(subject: Subject, wanted: IsoDate, found: IsoDate, waitMs: number): MorrowError {
  const message = `The rates of ${wanted} are not published yet, the newest are of ${found}: ${describe(subject)}.`;
  return new MorrowError('RATES_NOT_PUBLISHED', message, {
    facts: { ...factsOf(subject), wanted, found },
    retryAfterMs: waitMs,
  });
}

/** Whatever keeps a provider from answering is one code for the step that then asks the other provider. */
export function asRatesFailure(error: unknown): unknown {
  if (
    !(error instanceof MorrowError) ||
    error.code === 'SOURCE_SCHEMA_INVALID' ||
    error.code === 'RATES_NOT_PUBLISHED' ||
    error.code === 'STORE_UNREACHABLE'
  ) {
    return error;
  }
  const { message, facts, cause, retryAfterMs } = error;
  return new MorrowError('RATES_UNAVAILABLE', message, {
    facts: { ...facts, reason: error.code },
    cause,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}
