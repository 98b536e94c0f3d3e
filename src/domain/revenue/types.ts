// The shapes revenue takes on its way from a source's answer to one figure a day.
import type { AccountId, CurrencyCode, DecimalString, IsoDate, SourceId } from '../ids.ts';

/** One row of a report as a dialect reader found it: nothing believed yet. */
export interface ReportedRow {
  readonly id: unknown;
  readonly date: unknown;
  /** Signed decimal text; refunds are negative. */
  readonly amount: unknown;
}

/** A source's whole report for a date range, all pages joined, in the one shape that every dialect is read into. */
export interface ReportedRevenue {
  readonly currency: string;
  /** How many rows the source says it sent. */
  readonly declaredRows: number;
  /** Decimal text: the sum of all amounts as the source states it. */
  readonly declaredTotal: string;
  readonly rows: readonly ReportedRow[];
}

export const REJECT_REASONS = [
  'missing-id',
  'invalid-date',
  'date-out-of-range',
  'invalid-amount',
  'conflicting-duplicate',
] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];

/** A row kept aside: position in the report (from 0), its id as text when it had one, and why. */
export interface RejectedRow {
  readonly row: number;
  readonly id: string | null;
  readonly reason: RejectReason;
}

/** What one source earned on one day, in the source's own currency; the amount keeps 6 decimals. */
export interface SourceRevenue {
  readonly accountId: AccountId;
  readonly date: IsoDate;
  readonly sourceId: SourceId;
  readonly amount: DecimalString;
  readonly currency: CurrencyCode;
  readonly items: number;
  readonly rejected: number;
  /** At most 50, in report order. */
  readonly rejects: readonly RejectedRow[];
  /** The raw payload it was read from; null when imported. */
  readonly payloadId: string | null;
}

/** One source's share of a day, as it went into the sum. `amount` is converted already; 6 decimals. */
export interface RevenueShare {
  readonly sourceId: SourceId;
  readonly amount: DecimalString;
  readonly originalAmount: DecimalString;
  readonly originalCurrency: CurrencyCode;
  /** Units of the account's currency for one unit of `originalCurrency`, 12 significant digits; null when nothing was converted. */
  readonly rate: string | null;
}

/** Which published rates priced a number. */
export interface RatesProvenance {
  readonly ratesId: string;
  readonly provider: RatesProviderId;
  /** The day the provider published these rates for; on weekends earlier than the business date. */
  readonly quoteDate: IsoDate;
  /** True when an emulator made the rates up from older ones. */
  readonly synthetic: boolean;
}

export type RatesProviderId = 'rates-a' | 'rates-b';

export const REVENUE_ORIGINS = ['sources', 'import', 'api'] as const;
export type RevenueOrigin = (typeof REVENUE_ORIGINS)[number];

/** One account, one day: the merged amount in the account's currency, rounded half-even to the currency's exponent. */
export interface DailyRevenue {
  readonly accountId: AccountId;
  readonly date: IsoDate;
  readonly amount: DecimalString;
  readonly currency: CurrencyCode;
  readonly shares: readonly RevenueShare[];
  /** Null when no conversion took place. */
  readonly rates: RatesProvenance | null;
  readonly origin: RevenueOrigin;
}

/** Rates of one date from one provider; `rates[X]` = units of X for one unit of `base`, as the provider wrote it. */
export interface RatesSet {
  /** Content-addressed: same provider, date and figures give the same id. */
  readonly id: string;
  readonly date: IsoDate;
  readonly quoteDate: IsoDate;
  readonly provider: RatesProviderId;
  readonly base: CurrencyCode;
  readonly rates: Readonly<Record<string, string>>;
  readonly synthetic: boolean;
}
