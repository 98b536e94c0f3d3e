// A publisher of exchange rates.
import type { IsoDate } from '../domain/ids.ts';
import type { RatesProviderId, RatesSet } from '../domain/revenue/types.ts';
import type { DateRange } from './revenue-source.ts';

export interface RatesProvider {
  readonly id: RatesProviderId;
  /**
   * The rates that price business date `date`: those of the last TARGET day on or before it. Reading only.
   * @throws MorrowError RATES_NOT_PUBLISHED (retryable, with `retryAfterMs`), RATES_UNAVAILABLE (retryable),
   *   SOURCE_SCHEMA_INVALID.
   */
  fetchRates(date: IsoDate, signal?: AbortSignal): Promise<RatesSet>;
  /** The same for every day of a range; days whose rates are not published yet are absent. */
  fetchRatesRange(range: DateRange, signal?: AbortSignal): Promise<readonly RatesSet[]>;
}
