// What Morrow remembers, behind one interface with two adapters (SQLite, MongoDB) and one contract suite.
// Every write is an upsert on its business key: repeating it, or doing it late, ends in the same state.
// Every method may throw MorrowError STORE_UNREACHABLE (retryable).
import type { Account } from '../domain/account.ts';
import type { CohortSettings } from '../domain/cohort.ts';
import type {
  DecidedBy,
  Forecast,
  ForecastDay,
  ForecastScore,
  ForecastState,
  ForecastStatus,
  HistoryPoint,
  NewModel,
  StoredForecast,
  StoredModel,
} from '../domain/forecast/types.ts';
import type { AccountId, CurrencyCode, IsoDate, SourceId } from '../domain/ids.ts';
import type { DailyRevenue, RatesSet, SourceRevenue } from '../domain/revenue/types.ts';
import type { Revised, SaveOutcome } from '../domain/revision.ts';
import type { DayCount } from '../domain/alerting/day-progress.ts';
import type { CurrencyTotal, FailureCause } from '../contract/messages.ts';
import type { FailedDay, RunScope } from '../contract/workflow-ids.ts';
import type { AccessStore, AuditStore } from './access-store.ts';
import type { ConnectionStore } from './connection-store.ts';
import type { AlertStore, GateStore, HoldStore } from './decision-store.ts';
import type { DeliveryStore } from './delivery-store.ts';
import type { DurationStore } from './duration-store.ts';
import type { NotificationStore } from './notification-store.ts';
import type { ProviderStore } from './provider-store.ts';
import type { RetentionCutoffs } from './retention.ts';
import type { RatesComparisonStore } from './rates-comparison-store.ts';
import type { BulkStore, ListPlace, RequestKeyStore } from './request-store.ts';
import type { RepairStore } from './repair-store.ts';
import type { DateRange, RawReport } from './revenue-source.ts';
import type { TotalsStore } from './totals-store.ts';
import type { VariableStore } from './variable-store.ts';
import type { ViewStore } from './view-store.ts';

export * from './access-store.ts';
export * from './connection-store.ts';
export * from './decision-store.ts';
export * from './request-store.ts';
export * from './totals-store.ts';
export * from './variable-store.ts';

export interface Store {
  readonly kind: 'sqlite' | 'mongodb';
  readonly accounts: AccountStore;
  readonly payloads: PayloadStore;
  readonly rates: RatesStore;
  readonly ratesComparisons: RatesComparisonStore;
  readonly revenue: RevenueStore;
  readonly models: ModelStore;
  readonly forecasts: ForecastStore;
  readonly scores: ScoreStore;
  readonly gates: GateStore;
  readonly holds: HoldStore;
  readonly cohorts: CohortStore;
  readonly training: TrainingStore;
  readonly alerts: AlertStore;
  readonly notifications: NotificationStore;
  readonly durations: DurationStore;
  readonly runs: RunStore;
  readonly providers: ProviderStore;
  readonly repair: RepairStore;
  readonly totals: TotalsStore;
  readonly access: AccessStore;
  readonly audit: AuditStore;
  readonly connections: ConnectionStore;
  readonly variables: VariableStore;
  readonly views: ViewStore;
  readonly deliveries: DeliveryStore;
  readonly bulk: BulkStore;
  readonly requestKeys: RequestKeyStore;
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

export interface AccountFilter extends RunScope {
  readonly includeArchived?: boolean;
  /** Only accounts whose id or name holds this text, whatever the case of its ASCII letters. */
  readonly search?: string;
  /** Only accounts with a recorded day of that pipeline and date that failed. */
  readonly failedOn?: FailedDay;
  /** Only accounts with a recorded day like this. */
  readonly recorded?: RecordedDay;
}

/** An account day by how it stands. */
export interface RecordedDay extends DateRange {
  readonly pipeline: string;
  readonly status?: RunStatus;
  readonly errorCode?: string;
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
  /** Inserts or replaces, whatever somebody else wrote meanwhile. */
  save(account: Account): Promise<void>;
  /**
   * Writes `after` as long as the account is still as `before` says, field by field, as one atomic step. False: it was changed or
   * purged meanwhile, and nothing was written; read it again. Repeating a write that went through answers false.
   */
  replace(before: Account, after: Account): Promise<boolean>;
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

export interface ModelPromotion {
  readonly accountId: AccountId;
  readonly modelId: string;
  readonly by: DecidedBy;
  readonly reason: string;
}

/** One entry of the registry's log. */
export interface ModelEvent {
  readonly accountId: AccountId;
  readonly modelId: string;
  readonly version: number;
  readonly event: 'registered' | 'promoted' | 'rolled-back';
  readonly by: DecidedBy;
  readonly reason: string;
  /** ISO instant. */
  readonly at: string;
}

/** Who goes back, and why. */
export interface ModelRollback extends Omit<ModelPromotion, 'modelId'> {
  /** The champion to leave. Where it is no longer the champion, nothing changes: a call that may be repeated needs it. */
  readonly leaving?: string;
}

/** What changing the champion did. */
export interface PromotionResult {
  /** The champion. */
  readonly model: StoredModel;
  /** What was champion before it, also when nothing was written; null: there was none. After a rollback the one that was left. */
  readonly previous: StoredModel | null;
  /** False: it was the champion already, and nothing was written. */
  readonly changed: boolean;
}

/** The registry. One champion per account at any time, for readers too, while somebody promotes. */
export interface ModelStore {
  /** Adds the model as the account's newest version and challenger; an older challenger is archived. The same id again returns what is there. */
  register(model: NewModel): Promise<StoredModel>;
  find(id: string): Promise<StoredModel | null>;
  findVersion(account: AccountId, version: number): Promise<StoredModel | null>;
  findChampion(account: AccountId): Promise<StoredModel | null>;
  findChallenger(account: AccountId): Promise<StoredModel | null>;
  /** Newest version first. */
  list(account: AccountId, limit: number): Promise<readonly StoredModel[]>;
  /**
   * Champion and challenger of the accounts that have one, by account, the champion first; for reports and screens.
   * `limit` counts accounts, so that a page never parts the two: it may hold twice as many models.
   */
  listCurrent(filter: AccountFilter, page: PageRequest): Promise<readonly StoredModel[]>;
  /** The present champion is archived, the account's model becomes champion. @throws MorrowError MODEL_NOT_FOUND. */
  promote(promotion: ModelPromotion): Promise<PromotionResult>;
  /**
   * Back to the champion before the present one; twice goes two back, at most ten. The model that is left is no earlier
   * champion of the one gone back to: the next rollback does not return to it. @throws MorrowError NO_EARLIER_CHAMPION.
   */
  rollback(change: ModelRollback): Promise<PromotionResult>;
  /** Newest first. */
  listEvents(account: AccountId, limit: number): Promise<readonly ModelEvent[]>;
}

/** What a change of status is about; only a forecast that still has one of the statuses `from` is changed. */
export interface StatusChange {
  readonly accountId: AccountId;
  readonly businessDate: IsoDate;
  readonly revision: number;
  readonly from: readonly ForecastStatus[];
  readonly to: ForecastState;
}

export interface StatusQuery {
  readonly businessDate: IsoDate;
  readonly statuses: readonly ForecastStatus[];
  readonly holdId?: string;
}

/** One day of a published forecast, without the others. */
export interface TargetForecast extends Pick<
  StoredForecast,
  'accountId' | 'businessDate' | 'currency' | 'modelId' | 'served' | 'observedDays' | 'revision'
> {
  readonly day: ForecastDay;
}

export interface ForecastStore {
  /** New content is a new revision with the status `staged`; the same content changes nothing, not even the status. */
  save(rows: readonly Forecast[]): Promise<readonly SaveOutcome[]>;
  /** Returns how many were changed. Some hundred at a time are one transaction where the store has them. */
  setStatus(changes: readonly StatusChange[]): Promise<number>;
  find(account: AccountId, businessDate: IsoDate, revision: number): Promise<StoredForecast | null>;
  /** The newest revision, whatever its status. */
  findLatest(account: AccountId, businessDate: IsoDate): Promise<StoredForecast | null>;
  /** The newest published revision per business date of the range, oldest date first: what consumers see, and saw. */
  listPublished(account: AccountId, businessDates: DateRange): Promise<readonly StoredForecast[]>;
  /** The newest revision per business date of the range whatever its status, oldest date first. */
  listLatest(account: AccountId, businessDates: DateRange): Promise<readonly StoredForecast[]>;
  /** What was published about one target date, by business date: the newest published revision of each. */
  listForTarget(account: AccountId, targetDate: IsoDate): Promise<readonly TargetForecast[]>;
  /** Oldest first. */
  listRevisions(account: AccountId, businessDate: IsoDate): Promise<readonly StoredForecast[]>;
  /** The newest revision of each account of the filter where it has one of the statuses, by account id. */
  listByStatus(query: StatusQuery, filter: AccountFilter, page: PageRequest): Promise<readonly StoredForecast[]>;
}

/** Sums that add up over accounts and days; means are taken by whoever reads them. */
export interface ScoreSums {
  readonly group: string;
  readonly n: number;
  readonly absoluteError: number;
  /** Actual minus forecast: positive where too little was forecast. */
  readonly error: number;
  readonly naiveAbsoluteError: number;
  readonly modelAbsoluteError: number;
  readonly absoluteActual: number;
  readonly inside80: number;
  readonly inside95: number;
  readonly width80: number;
}

export interface ScoreQuery {
  /** Target dates. */
  readonly range: DateRange;
  /** Steps up to this one. */
  readonly maxStep: number;
  readonly groupBy: 'account' | 'cohort' | 'all' | 'step';
}

export interface ScoreStore {
  /** Upserts by account, target date and business date: a corrected day replaces what its first figure said. */
  save(rows: readonly ForecastScore[]): Promise<void>;
  /** By target date, then step. */
  list(account: AccountId, targetDates: DateRange, currency: CurrencyCode): Promise<readonly ForecastScore[]>;
  /**
   * Sums are of one currency each, as errors of different currencies do not add up: `group` is `<name>/<currency>`, where the
   * name is the account, the cohort, `all` or the step. By name (steps in their order), then currency.
   */
  sum(query: ScoreQuery, filter: AccountFilter): Promise<readonly ScoreSums[]>;
}

export interface CohortStore {
  /** What was saved, or the defaults. */
  find(cohort: string): Promise<CohortSettings>;
  /** Inserts or replaces. */
  save(settings: CohortSettings): Promise<void>;
  /** Every cohort that has an active account or settings of its own, by name, with its active accounts. */
  list(): Promise<readonly (CohortSettings & { readonly accounts: number })[]>;
}

/** What a stage of a training batch leaves for the next one; large, compressed, kept for a limited time. */
export interface TrainingStore {
  /** Inserts or replaces. @throws TypeError for what JSON would change without a word, such as NaN. */
  save(batchId: string, stage: string, content: unknown): Promise<void>;
  /** Null when there is nothing, or no longer. */
  find(batchId: string, stage: string): Promise<unknown>;
}

export type RunKind = 'day' | 'account-day' | 'retrain' | 'backfill' | 'account-history' | 'housekeeping';
export type RunStatus =
  'running' | 'staged' | 'held' | 'published' | 'collected' | 'completed' | 'failed' | 'cancelled';

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
  /** Of an account day: why it failed last; kept while it is tried again, null as soon as it is done. */
  readonly failure: FailureCause | null;
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
  readonly after?: ListPlace;
}

export interface AccountDayMove {
  readonly pipeline: string;
  readonly date: IsoDate;
  readonly accounts: readonly AccountId[];
  readonly from: readonly RunStatus[];
  readonly to: RunStatus;
}

/** Account days of one pipeline and date that share why they failed. */
export interface FailureGroup extends FailureCause {
  readonly accounts: number;
  /** The first ones by id, with what one of them said. */
  readonly samples: readonly AccountId[];
  readonly message: string;
}

/** How one account's day stands: a tile of a heat map. */
export interface DayTile {
  readonly accountId: AccountId;
  readonly date: IsoDate;
  readonly status: RunStatus;
  readonly errorCode: string | null;
}

export interface TileQuery extends DateRange {
  readonly pipeline: string;
  readonly accounts: readonly AccountId[];
}

export interface RunStore {
  find(id: string): Promise<RunRecord | null>;
  /** Inserts or replaces. */
  save(run: RunRecord): Promise<void>;
  list(query: RunQuery): Promise<readonly RunRecord[]>;
  /** Changes the status of account days that have one of `from`; returns how many. */
  moveAccountDays(move: AccountDayMove): Promise<number>;
  /** Account days of a pipeline and date, counted by status. */
  countAccountDays(
    pipeline: string,
    date: IsoDate,
    filter: AccountFilter,
  ): Promise<Readonly<Partial<Record<RunStatus, number>>>>;
  /** Account days of these accounts, by account, then date. */
  listTiles(query: TileQuery): Promise<readonly DayTile[]>;
  /** Failed account days of a pipeline and date, counted by error code; one without a code counts as INTERNAL. */
  countFailures(pipeline: string, date: IsoDate, filter: AccountFilter): Promise<Readonly<Record<string, number>>>;
  /** How all active accounts of the filter stand with their day, also those that have no record of it. */
  countDay(pipeline: string, date: IsoDate, filter: AccountFilter): Promise<readonly DayCount[]>;
  /** Causes of failed account days of active accounts, and of those that are tried again and not done yet; most accounts first. */
  listFailures(pipeline: string, date: IsoDate, sampleSize: number): Promise<readonly FailureGroup[]>;
}
