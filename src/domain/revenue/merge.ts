// One account, one day: the sources' shares become one figure, rounded here and nowhere before.
import { DomainError } from '../domain-error.ts';
import type { AccountId, CurrencyCode, IsoDate } from '../ids.ts';
import { roundToCurrency } from '../money/currency.ts';
import { sumDecimals } from '../money/decimal.ts';
import type { ConvertedSources, SourceAmount } from './convert.ts';
import { unconvertedShare } from './convert.ts';
import type { DailyRevenue, RevenueOrigin, RevenueShare } from './types.ts';

export interface DayToMerge {
  readonly accountId: AccountId;
  readonly date: IsoDate;
  /** The currency the account reports in. */
  readonly currency: CurrencyCode;
  readonly sources: readonly SourceAmount[];
  /** The sources as `convertSources` priced them in `currency`; null when the account does not convert. */
  readonly converted: ConvertedSources | null;
  readonly origin: RevenueOrigin;
}

/**
 * Sums the day exactly in 6 decimals and rounds the sum once, half-even, to the currency's exponent. The order of the
 * sources does not matter: shares come out by source id. `rates` is null when no share was actually converted.
 * @throws DomainError MIXED_CURRENCIES (facts source, currency, expected) when nothing is converted and a source is in
 *   another currency; INVALID_AMOUNT beyond 15 integer digits.
 */
export function mergeDailyRevenue(day: DayToMerge): DailyRevenue {
  const { accountId, date, currency, origin, converted } = day;
  const shares = bySource(converted?.shares ?? shareUnconverted(day));
  return {
    accountId,
    date,
    amount: roundToCurrency(sumDecimals(shares.map(({ amount }) => amount)), currency),
    currency,
    shares,
    rates: shares.some(({ rate }) => rate !== null) ? (converted?.rates ?? null) : null,
    origin,
  };
}

function shareUnconverted({ accountId, date, currency, sources }: DayToMerge): readonly RevenueShare[] {
  const stranger = sources.find((source) => source.currency !== currency);
  if (stranger !== undefined) {
    throw new DomainError(
      'MIXED_CURRENCIES',
      `${stranger.sourceId} reports ${stranger.currency}, but account ${accountId} is in ${currency} and does not convert (${date}).`,
      { source: stranger.sourceId, currency: stranger.currency, expected: currency, account: accountId, date },
    );
  }
  return sources.map(unconvertedShare);
}

const bySource = (shares: readonly RevenueShare[]): readonly RevenueShare[] =>
  shares.toSorted((a, b) => (a.sourceId < b.sourceId ? -1 : Number(a.sourceId > b.sourceId)));
