// ISO 4217: which currencies exist and how many fraction digits their money has; every rounding to a currency is here.
import { DomainError } from '../domain-error.ts';
import type { CurrencyCode, DecimalString } from '../ids.ts';
import { DECIMAL_SCALE, divideHalfEven, formatScaled, toMicros } from './decimal.ts';
import { parseFraction } from './fraction.ts';

const NO_FRACTION = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF';
const TWO_DIGITS = `
  AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP
  COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR
  JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN
  NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL
  THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG`;
const THREE_DIGITS = 'BHD IQD JOD KWD LYD OMR TND';
const FOUR_DIGITS = 'CLF UYW';
// Withdrawn since 2020: history still arrives in them (the lev became the euro on 2026-01-01). All have two digits.
const WITHDRAWN_WITH_HISTORY = 'ANG BGN CUC HRK SLL ZWL';

export type CurrencyExponent = 0 | 2 | 3 | 4;

const entries = (codes: string, exponent: CurrencyExponent): readonly (readonly [string, CurrencyExponent])[] =>
  codes
    .trim()
    .split(/\s+/)
    .map((code) => [code, exponent] as const);

/**
 * Fraction digits by code: ISO 4217 list one as of 2026-01-01, without the codes that have no minor unit and so name no
 * money an account could earn (metals, bond units, SDR, test and "no currency").
 */
const EXPONENTS: ReadonlyMap<string, CurrencyExponent> = new Map([
  ...entries(NO_FRACTION, 0),
  ...entries(TWO_DIGITS, 2),
  ...entries(THREE_DIGITS, 3),
  ...entries(FOUR_DIGITS, 4),
  ...entries(WITHDRAWN_WITH_HISTORY, 2),
]);

const FORECAST_LIMIT = 1e15;

export const isCurrency = (text: string): text is CurrencyCode => EXPONENTS.has(text);

/** @throws DomainError UNKNOWN_CURRENCY when the text is not an ISO 4217 code in capitals. */
export function parseCurrency(text: string): CurrencyCode {
  if (isCurrency(text)) return text;
  throw unknownCurrency(text);
}

/** Fraction digits of the currency's money. @throws DomainError UNKNOWN_CURRENCY for an unparsed code. */
export function currencyExponent(code: CurrencyCode): CurrencyExponent {
  const exponent = EXPONENTS.get(code);
  if (exponent === undefined) throw unknownCurrency(code);
  return exponent;
}

/** Rounds half-even to the currency's exponent and writes exactly that many fraction digits: "12.35" EUR, "12" JPY. */
export function roundToCurrency(amount: DecimalString, currency: CurrencyCode): DecimalString {
  const exponent = currencyExponent(currency);
  const units = divideHalfEven(toMicros(amount), 10n ** BigInt(DECIMAL_SCALE - exponent));
  return formatScaled(units, exponent);
}

/**
 * A computed number, such as a forecast, as money: its shortest decimal expansion, rounded half-even to the currency's
 * exponent. 2.675 USD is therefore "2.68" although the double lies below it.
 * @throws DomainError FIT_FAILED when the value is not finite or its absolute value is 1e15 or more.
 */
export function roundNumberToCurrency(value: number, currency: CurrencyCode): DecimalString {
  const exact = Math.abs(value) < FORECAST_LIMIT ? parseFraction(String(value)) : null;
  if (exact === null) {
    throw new DomainError('FIT_FAILED', `${value} is not an amount that can be published.`, { value: String(value) });
  }
  const exponent = currencyExponent(currency);
  return formatScaled(divideHalfEven(exact.numerator * 10n ** BigInt(exponent), exact.denominator), exponent);
}

function unknownCurrency(text: string): DomainError {
  const shown = text.slice(0, 40);
  return new DomainError('UNKNOWN_CURRENCY', `"${shown}" is not an ISO 4217 currency code.`, { currency: shown });
}
