// A place revenue comes from, behind HTTP. A new source is one connector, one line in the registry, and its emulator.
import type { AccountId, IsoDate, SourceId } from '../domain/ids.ts';
import type { ReportedRevenue } from '../domain/revenue/types.ts';

/** What the source answered, as it came: one text per page, in order. */
export interface RawReport {
  readonly pages: readonly string[];
}

export interface RevenueSource {
  readonly id: SourceId;
  /**
   * Fetches the whole report for `from`..`to` (both included), all pages. Reading only, so safe to repeat.
   * @throws MorrowError REPORT_NOT_READY, SOURCE_RATE_LIMITED (both with `retryAfterMs`), SOURCE_UNAVAILABLE: retryable;
   *   SOURCE_UNAUTHORIZED, SOURCE_REJECTED_REQUEST, SOURCE_SCHEMA_INVALID: not.
   */
  fetchReport(account: AccountId, range: DateRange, signal?: AbortSignal): Promise<RawReport>;
  /**
   * Reads a raw report into the common shape. Pure. Rows are not judged here, only found.
   * @throws MorrowError SOURCE_SCHEMA_INVALID when the envelope is not what the source documents.
   */
  readReport(report: RawReport): ReportedRevenue;
}

export interface DateRange {
  readonly from: IsoDate;
  readonly to: IsoDate;
}

export type SourceRegistry = ReadonlyMap<SourceId, RevenueSource>;
