// Messages of the steps from a source's report to daily revenue.
import type { AccountId, CurrencyCode, DecimalString, IsoDate, SourceId } from '../../domain/ids.ts';
import type { RatesProvenance, RevenueShare } from '../../domain/revenue/types.ts';
import type { Urgent } from './rates.ts';

export interface FetchRequest extends Urgent {
  readonly accountId: AccountId;
  readonly sourceId: SourceId;
  readonly from: IsoDate;
  readonly to: IsoDate;
}

export interface FetchedReport {
  readonly sourceId: SourceId;
  readonly payloadId: string;
  readonly bytes: number;
}

export interface TransformRequest {
  readonly accountId: AccountId;
  readonly date: IsoDate;
  readonly reports: readonly FetchedReport[];
}

/** One source's day after transform; the rows are in the store. */
export interface TransformedSource {
  readonly sourceId: SourceId;
  readonly amount: DecimalString;
  readonly currency: CurrencyCode;
  readonly items: number;
  readonly rejected: number;
}

export interface ConvertRequest {
  readonly currency: CurrencyCode;
  readonly ratesId: string;
  readonly sources: readonly TransformedSource[];
}

/** At whatever rates of the date are stored. */
export interface EarlyConvertRequest {
  readonly date: IsoDate;
  readonly currency: CurrencyCode;
  readonly sources: readonly TransformedSource[];
}

export interface ConvertedRevenue {
  readonly shares: readonly RevenueShare[];
  readonly rates: RatesProvenance;
}

export interface MergeRequest {
  readonly accountId: AccountId;
  readonly date: IsoDate;
  readonly currency: CurrencyCode;
  readonly sources: readonly TransformedSource[];
  /** Null when the account does not convert. */
  readonly converted: ConvertedRevenue | null;
}

export interface MergedRevenue {
  readonly amount: DecimalString;
  readonly currency: CurrencyCode;
  readonly revision: number;
}
