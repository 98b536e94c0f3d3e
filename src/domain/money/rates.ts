// Conversion by published rates, exact until the last step: amount and both rates are one fraction, rounded once.
import { DomainError } from '../domain-error.ts';
import type { CurrencyCode, DecimalString } from '../ids.ts';
import type { RatesSet } from '../revenue/types.ts';
import { divideHalfEven, formatDecimal, toMicros } from './decimal.ts';
import type { Fraction } from './fraction.ts';
import { parseFraction } from './fraction.ts';

export interface ConvertedAmount {
  /** 6 fraction digits, half-even. */
  readonly amount: DecimalString;
  /** Units of the target currency for one unit of the other: 12 significant digits, half-even, plain decimal. */
  readonly rate: string;
}

const RATE_DIGITS = 12;
const ONE: Fraction = { numerator: 1n, denominator: 1n };
// Beyond a million million either way a figure is no exchange rate but a fault of the provider.
const RATE_BOUND = 10n ** 12n;

/**
 * Converts through the base of the rates set: amount * rate(to) / rate(from), the base itself having rate 1. A currency
 * converts into itself by 1 and needs no rate.
 * @throws DomainError RATE_MISSING (facts currency, date, provider, and the bad `rate` text if there was one) when a rate
 *   is absent or no positive number; INVALID_AMOUNT when the result has more than 15 integer digits.
 */
export function convertAmount(
  amount: DecimalString,
  from: CurrencyCode,
  to: CurrencyCode,
  rates: RatesSet,
): ConvertedAmount {
  const cross = crossRate(from, to, rates);
  const converted = divideHalfEven(toMicros(amount) * cross.numerator, cross.denominator);
  return { amount: formatDecimal(converted), rate: formatRate(cross) };
}

function crossRate(from: CurrencyCode, to: CurrencyCode, rates: RatesSet): Fraction {
  if (from === to) return ONE;
  const source = rateOf(from, rates);
  const target = rateOf(to, rates);
  return {
    numerator: target.numerator * source.denominator,
    denominator: target.denominator * source.numerator,
  };
}

function rateOf(currency: CurrencyCode, rates: RatesSet): Fraction {
  if (currency === rates.base) return ONE;
  const text = Object.hasOwn(rates.rates, currency) ? rates.rates[currency] : undefined;
  if (text === undefined) throw rateMissing(currency, rates);
  const rate = parseFraction(text);
  if (rate === null || !isPlausible(rate)) throw rateMissing(currency, rates, text);
  return rate;
}

const isPlausible = ({ numerator, denominator }: Fraction): boolean =>
  numerator * RATE_BOUND >= denominator && numerator <= denominator * RATE_BOUND;

function rateMissing(currency: CurrencyCode, rates: RatesSet, badText?: string): DomainError {
  const { date, quoteDate, provider } = rates;
  const shown = badText?.slice(0, 40);
  const found = shown === undefined ? 'has no rate for' : `states no usable rate ("${shown}") for`;
  return new DomainError(
    'RATE_MISSING',
    `${provider} ${found} ${currency} on ${date} (rates published for ${quoteDate}).`,
    { currency, date, quoteDate, provider, ...(shown === undefined ? {} : { rate: shown }) },
  );
}

/** 12 significant digits, half-even. The rate is positive. */
function formatRate(rate: Fraction): string {
  // An upper estimate; each digit too many, also one that rounding carries over, takes a decimal away.
  let decimals = RATE_DIGITS - (digitCount(rate.numerator) - digitCount(rate.denominator));
  while (digitCount(scaleAndRound(rate, decimals)) > RATE_DIGITS) decimals -= 1;
  return placePoint(scaleAndRound(rate, decimals), decimals);
}

const digitCount = (value: bigint): number => value.toString().length;

const scaleAndRound = ({ numerator, denominator }: Fraction, decimals: number): bigint =>
  decimals >= 0
    ? divideHalfEven(numerator * 10n ** BigInt(decimals), denominator)
    : divideHalfEven(numerator, denominator * 10n ** BigInt(-decimals));

function placePoint(digits: bigint, decimals: number): string {
  if (decimals <= 0) return digits.toString() + '0'.repeat(-decimals);
  const padded = digits.toString().padStart(decimals + 1, '0');
  return `${padded.slice(0, -decimals)}.${padded.slice(-decimals)}`;
}
