// Prices every source of a day in the account's currency. Amounts keep 6 decimals here; `mergeDailyRevenue` rounds them.
import type { CurrencyCode, DecimalString, SourceId } from '../ids.ts';
import { formatDecimal, toMicros } from '../money/decimal.ts';
import { convertAmount } from '../money/rates.ts';
import type { RatesProvenance, RatesSet, RevenueShare } from './types.ts';

/** What one source earned on the day, in its own currency. */
export interface SourceAmount {
  readonly sourceId: SourceId;
  readonly amount: DecimalString;
  readonly currency: CurrencyCode;
}

/** The day's shares in one currency, and the rates they were priced with. */
export interface ConvertedSources {
  readonly shares: readonly RevenueShare[];
  readonly rates: RatesProvenance;
}

/**
 * Converts each source into `to`; one that is in `to` already keeps its amount, with rate null, and needs no rate.
 * @throws DomainError RATE_MISSING, INVALID_AMOUNT (as `convertAmount`).
 */
export function convertSources(sources: readonly SourceAmount[], to: CurrencyCode, rates: RatesSet): ConvertedSources {
  const { id: ratesId, provider, quoteDate, synthetic } = rates;
  return {
    shares: sources.map((source) =>
      source.currency === to ? unconvertedShare(source) : convertShare(source, to, rates),
    ),
    rates: { ratesId, provider, quoteDate, synthetic },
  };
}

/** A source's share where nothing has to be converted. Same amount, same text: "1.5" becomes "1.500000". */
export function unconvertedShare({ sourceId, amount, currency }: SourceAmount): RevenueShare {
  const normalised = formatDecimal(toMicros(amount));
  return { sourceId, amount: normalised, originalAmount: normalised, originalCurrency: currency, rate: null };
}

function convertShare(source: SourceAmount, to: CurrencyCode, rates: RatesSet): RevenueShare {
  return { ...unconvertedShare(source), ...convertAmount(source.amount, source.currency, to, rates) };
}
