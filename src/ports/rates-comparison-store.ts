// How provider A and reserve B agreed about each date, as it was compared.
import type { CurrencyCode, IsoDate } from '../domain/ids.ts';
import type { DateRange } from './revenue-source.ts';

/** One currency of both, per unit of A's base; floating point, as nothing is priced with it. */
export interface ComparedRate {
  readonly currency: string;
  readonly a: number;
  readonly b: number;
  /** Of A's rate, always positive. */
  readonly percent: number;
}

export interface RatesComparison {
  readonly date: IsoDate;
  readonly base: CurrencyCode;
  /** ISO instant. */
  readonly comparedAt: string;
  /** Dates of publication; where they differ, nothing is compared. */
  readonly quoteDates: { readonly a: IsoDate; readonly b: IsoDate };
  /** Currencies that both publish; 0: they cannot be compared. */
  readonly currencies: number;
  readonly limitPercent: number;
  readonly alerted: boolean;
  /** The largest ones first, at most thirty. */
  readonly differences: readonly ComparedRate[];
}

export interface RatesComparisonStore {
  /** Inserts or replaces by date. */
  save(comparison: RatesComparison): Promise<void>;
  /** Newest date first. */
  list(dates: DateRange): Promise<readonly RatesComparison[]>;
}
