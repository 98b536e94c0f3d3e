// Totals per day: what a screen reads in one request whose cost grows neither with accounts nor with history.
// A read model: recomputed from base rows, never incremented. Whatever changes a base row says that its days are stale.
import type { CurrencyCode, DecimalString, IsoDate, SourceId } from '../domain/ids.ts';
import type { DateRange } from './revenue-source.ts';
import type { RunStatus } from './run-status.ts';

/** Exact sums over accounts, in one currency. */
export interface CurrencyDay {
  readonly currency: CurrencyCode;
  /** Daily revenue as known when it was added up, archived accounts included; null: nobody has any. */
  readonly fact: { readonly amount: DecimalString; readonly accounts: number } | null;
  /**
   * What is served for the day: of each account the newest published forecast made before it. An archived account counts only
   * where it has revenue of the day.
   */
  readonly forecast: ForecastSum | null;
  /** Revenue and forecast of the accounts that have both in this currency: what an error may be taken from. */
  readonly compared: {
    readonly fact: DecimalString;
    readonly forecast: DecimalString;
    readonly accounts: number;
  } | null;
  /** Shares of the revenue, in this currency. By source. */
  readonly sources: readonly { readonly sourceId: SourceId; readonly amount: DecimalString }[];
}

export interface ForecastSum {
  readonly amount: DecimalString;
  /** Sums of the accounts' lower and upper 80 % bounds. */
  readonly lo80: DecimalString;
  readonly hi80: DecimalString;
  readonly accounts: number;
  /** Of these, forecasts that have no intervals: their bounds are their value. */
  readonly withoutBand: number;
}

/** One day of one cohort, as its accounts are in it now, or of all cohorts together. */
export interface DayTotals {
  readonly date: IsoDate;
  /** Null: all of them. */
  readonly cohort: string | null;
  /** By currency. */
  readonly currencies: readonly CurrencyDay[];
  /** Recorded account days of the pipeline `daily`. */
  readonly accountDays: Readonly<Partial<Record<RunStatus, number>>>;
}

export interface StaleDay {
  readonly date: IsoDate;
  /** False: it was never added up, and `list` knows nothing of it. */
  readonly known: boolean;
}

export interface TotalsStore {
  /** As last added up, by date: of one cohort, or without one of all cohorts together. One row a day, however many cohorts there are. */
  list(range: DateRange, cohort?: string): Promise<readonly DayTotals[]>;
  /** Days of the range whose base rows have changed since, by date. */
  listStale(range: DateRange): Promise<readonly StaleDay[]>;
  /** Adds the day up anew. Rows that change meanwhile leave it stale. Idempotent; its cost grows with the number of accounts. */
  recompute(date: IsoDate): Promise<void>;
}
