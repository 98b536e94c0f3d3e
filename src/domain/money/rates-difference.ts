// How far two publishers' rates of the same day lie apart.
import type { RatesSet } from '../revenue/types.ts';

export interface RateDifference {
  readonly currency: string;
  /** Of the first set's rate; always positive. */
  readonly percent: number;
}

/** A currency as both publish it, per unit of the first one's base. */
export interface RatePair extends RateDifference {
  readonly a: number;
  readonly b: number;
}

/**
 * Currencies that both publish, the largest difference first. Null when the two cannot be compared: other quote dates, or
 * the second has no rate for the first one's base. Percentages only steer an alert, so they are floating point numbers.
 */
export function compareRates(a: RatesSet, b: RatesSet): readonly RatePair[] | null {
  const rebase = rateIn(b, a.base);
  if (a.quoteDate !== b.quoteDate || rebase === null) return null;
  return Object.entries(a.rates)
    .flatMap(([currency, text]) => {
      const other = rateIn(b, currency);
      const own = Number(text);
      if (other === null || !(own > 0)) return [];
      const rebased = other / rebase;
      return [{ currency, a: own, b: rebased, percent: (Math.abs(rebased - own) / own) * 100 }];
    })
    .sort((x, y) => y.percent - x.percent || (x.currency < y.currency ? -1 : 1));
}

function rateIn({ base, rates }: RatesSet, currency: string): number | null {
  if (currency === base) return 1;
  const rate = Object.hasOwn(rates, currency) ? Number(rates[currency]) : Number.NaN;
  return rate > 0 && Number.isFinite(rate) ? rate : null;
}
