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

/** Where a source is, and what it wants to see. Holds secrets: never log it. */
export interface SourceConnection {
  readonly baseUrl: string;
  readonly credentials: Readonly<Record<string, string>>;
}

export interface SourceDescription {
  readonly id: SourceId;
  /** What a connection needs. */
  readonly credentials: readonly { readonly name: string; readonly secret: boolean }[];
  /** Where it is as the environment says. */
  readonly baseUrl: string;
  /** Whether the environment has its credentials. */
  readonly inEnvironment: boolean;
}

/** What can be connected to. */
export interface SourceDoor {
  list(): readonly SourceDescription[];
  /** @param connection null: as the environment says. @throws MorrowError UNKNOWN_SOURCE. */
  connect(id: SourceId, connection: SourceConnection | null): RevenueSource;
}

/** The connection that was stored for a source and account; null: there is none, the environment counts. Asked before every report. */
export type FindConnection = (source: SourceId, account: AccountId) => Promise<SourceConnection | null>;
