// What was earned: reports as they came, rates, and revenue by source and by day.
import type { HistoryPoint } from '../domain/forecast/types.ts';
import type { AccountId, CurrencyCode, IsoDate, SourceId } from '../domain/ids.ts';
import type { DailyRevenue, RatesSet, SourceRevenue } from '../domain/revenue/types.ts';
import type { Revised, SaveOutcome } from '../domain/revision.ts';
import type { CurrencyTotal } from '../contract/messages.ts';
import type { AccountFilter } from './account-store.ts';
import type { DateRange, RawReport } from './revenue-source.ts';

export interface RawPayload extends DateRange {
  /** `<account>/<source>/<from>..<to>/<hash>`: content-addressed, so the same answer is kept once. */
  readonly id: string;
  readonly accountId: AccountId;
  readonly sourceId: SourceId;
  readonly report: RawReport;
  readonly bytes: number;
  /** ISO instant. */
  readonly fetchedAt: string;
}

export interface PayloadStore {
  save(payload: RawPayload): Promise<void>;
  find(id: string): Promise<RawPayload | null>;
  /** All of `ids` that exist, in the order asked for. */
  findMany(ids: readonly string[]): Promise<readonly RawPayload[]>;
}

export interface RatesStore {
  save(rates: readonly RatesSet[]): Promise<void>;
  find(id: string): Promise<RatesSet | null>;
  /** The sets stored for a business date; provider A before B, newest first within a provider. */
  findByDate(date: IsoDate): Promise<readonly RatesSet[]>;
  /** Days of the range that have at least one set. */
  listDates(range: DateRange): Promise<readonly IsoDate[]>;
}

export interface RevenueStore {
  /** Saves each row as revision 1, or as a new revision when its content differs from the current one. Order of outcomes = order of rows. */
  saveSources(rows: readonly SourceRevenue[]): Promise<readonly SaveOutcome[]>;
  saveDays(rows: readonly DailyRevenue[]): Promise<readonly SaveOutcome[]>;
  /** Current revisions, by date then source. */
  listSources(account: AccountId, range: DateRange): Promise<readonly (SourceRevenue & Revised)[]>;
  /** Current revisions, by date. */
  listDays(account: AccountId, range: DateRange): Promise<readonly (DailyRevenue & Revised)[]>;
  /** Every revision of one day, oldest first. */
  listDayRevisions(account: AccountId, date: IsoDate): Promise<readonly (DailyRevenue & Revised)[]>;
  /**
   * Current figures of a range as numbers, by date: what a model trains on.
   * @param currency leaves out days in any other one; an account that changed its currency has days in both.
   */
  history(account: AccountId, range: DateRange, currency?: CurrencyCode): Promise<readonly HistoryPoint[]>;
  /** The same days with the amount of each source, in the account's currency; sources that were not converted count as they are. */
  historyBySource(account: AccountId, range: DateRange, currency: CurrencyCode): Promise<readonly SplitHistoryPoint[]>;
  /** Exact sum per currency of one date over the accounts of `filter`. */
  totals(date: IsoDate, filter: AccountFilter): Promise<readonly CurrencyTotal[]>;
  /** Exact sum per source and currency of one date, as the sources stated them, over the accounts of `filter`. By source, then currency. */
  totalsBySource(date: IsoDate, filter: AccountFilter): Promise<readonly SourceTotal[]>;
}

/** What one source brought in one of its currencies, before any conversion. */
export interface SourceTotal extends CurrencyTotal {
  readonly sourceId: SourceId;
}

/** One day of history, taken apart. */
export interface SplitHistoryPoint extends HistoryPoint {
  readonly sources: readonly { readonly sourceId: SourceId; readonly revenue: number }[];
}
