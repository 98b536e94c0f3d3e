// What Morrow remembers, behind one interface with two adapters (SQLite, MongoDB) and one contract suite.
// Every write is an upsert on its business key: repeating it, or doing it late, ends in the same state.
// Every method may throw MorrowError STORE_UNREACHABLE (retryable).
import type { Account } from '../domain/account.ts';
import type { Forecast, HistoryPoint, StoredModel } from '../domain/forecast/types.ts';
import type { AccountId, CurrencyCode, IsoDate, SourceId } from '../domain/ids.ts';
import type { DailyRevenue, RatesSet, SourceRevenue } from '../domain/revenue/types.ts';
import type { Revised, SaveOutcome } from '../domain/revision.ts';
import type { CurrencyTotal } from '../contract/messages.ts';
import type { RunScope } from '../contract/workflow-ids.ts';
import type { DateRange, RawReport } from './revenue-source.ts';

export interface Store {
  readonly kind: 'sqlite' | 'mongodb';
  readonly accounts: AccountStore;
  readonly payloads: PayloadStore;
  readonly rates: RatesStore;
  readonly revenue: RevenueStore;
  readonly models: ModelStore;
  readonly forecasts: ForecastStore;
  readonly runs: RunStore;
  /** Brings schema or indexes up to date. Safe to call from several processes at once and on every start. */
  migrate(): Promise<void>;
  /** Answers when the store can be read; throws STORE_UNREACHABLE otherwise. */
  ping(): Promise<void>;
  /** Deletes one account's rows in every table. The account must be archived (ACCOUNT_ACTIVE otherwise). */
  purgeAccount(id: AccountId): Promise<Readonly<Record<string, number>>>;
  /** Deletes what is older than the policy keeps; returns deleted rows per table. */
  applyRetention(cutoffs: RetentionCutoffs): Promise<Readonly<Record<string, number>>>;
  close(): Promise<void>;
}

/** Rows dated (or, for payloads and runs, recorded) before the day go. Superseded revisions of kept rows stay. */
export interface RetentionCutoffs {
  readonly payloadsBefore: IsoDate;
  readonly runsBefore: IsoDate;
  readonly forecastsBefore: IsoDate;
  readonly revenueBefore: IsoDate;
  readonly modelsBefore: IsoDate;
  readonly ratesBefore: IsoDate;
}

export interface AccountFilter extends RunScope {
  readonly includeArchived?: boolean;
}

/** Keyset paging by id, ascending: `after` < id <= `through`; absent `through`: to the end. */
export interface PageRequest {
  readonly after: AccountId | null;
  readonly through?: AccountId;
  readonly limit: number;
}

export interface AccountStore {
  find(id: AccountId): Promise<Account | null>;
  /** Inserts. @throws MorrowError ACCOUNT_EXISTS (not retryable). */
  add(account: Account): Promise<void>;
  /** Inserts or replaces. */
  save(account: Account): Promise<void>;
  list(filter: AccountFilter, page: PageRequest): Promise<readonly Account[]>;
  listIds(filter: AccountFilter, page: PageRequest): Promise<readonly AccountId[]>;
  count(filter: AccountFilter): Promise<number>;
}

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
  /** Exact sum per currency of one date over the accounts of `filter`. */
  totals(date: IsoDate, filter: AccountFilter): Promise<readonly CurrencyTotal[]>;
}

export interface ModelStore {
  save(model: StoredModel): Promise<void>;
  find(id: string): Promise<StoredModel | null>;
}

export interface ForecastStore {
  /** One business date's steps of one account. A re-publication with other content is a new revision of each changed step. */
  save(rows: readonly Forecast[]): Promise<readonly SaveOutcome[]>;
  /** Current revisions whose target date is in the range, by target date, then business date (newest last). */
  listByTarget(account: AccountId, range: DateRange): Promise<readonly (Forecast & Revised)[]>;
  /** Current revisions of one business date, by step. */
  listByBusinessDate(account: AccountId, date: IsoDate): Promise<readonly (Forecast & Revised)[]>;
  listRevisions(account: AccountId, businessDate: IsoDate, step: number): Promise<readonly (Forecast & Revised)[]>;
}

export type RunKind = 'day' | 'account-day' | 'backfill' | 'account-history' | 'housekeeping';
export type RunStatus = 'running' | 'published' | 'collected' | 'completed' | 'failed' | 'cancelled';

/** One workflow run as we recorded it: what screens read, and the guard after Temporal's retention. Keyed by workflow id. */
export interface RunRecord {
  readonly id: string;
  readonly kind: RunKind;
  readonly pipeline: string;
  readonly date: IsoDate;
  readonly accountId: AccountId | null;
  readonly cohort: string | null;
  readonly status: RunStatus;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  /** ISO instants; `finishedAt` null while running. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** Small facts for people: tally, totals. At most 16 KB of JSON. */
  readonly summary: Readonly<Record<string, unknown>> | null;
}

export interface RunQuery {
  readonly kind?: RunKind;
  readonly pipeline?: string;
  readonly date?: IsoDate;
  readonly accountId?: AccountId;
  readonly status?: RunStatus;
  /** Newest start first. */
  readonly limit: number;
}

export interface RunStore {
  find(id: string): Promise<RunRecord | null>;
  /** Inserts or replaces. */
  save(run: RunRecord): Promise<void>;
  list(query: RunQuery): Promise<readonly RunRecord[]>;
  /** Account days of a pipeline and date, counted by status. */
  countAccountDays(
    pipeline: string,
    date: IsoDate,
    filter: AccountFilter,
  ): Promise<Readonly<Partial<Record<RunStatus, number>>>>;
}
