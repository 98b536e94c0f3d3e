// What travels through Temporal: inputs, results, signals and queries. Ids and small numbers only, never rows.
import type { Tier } from '../domain/account.ts';
import type { PromotionMode } from '../domain/cohort.ts';
import type { ModelKind } from '../domain/forecast/model.ts';
import type { ForecastStatus, Served } from '../domain/forecast/types.ts';
import type { AccountId, CurrencyCode, DecimalString, IsoDate, SourceId } from '../domain/ids.ts';
import type { RatesProvenance, RatesProviderId, RevenueShare } from '../domain/revenue/types.ts';
import type { VariableValues } from '../domain/variables.ts';
import type { DeadlineOutcome } from './alert-messages.ts';
import type { DayPipeline, Pipeline } from './pipelines.ts';
import type { DayRunResume } from './messages/day-run.ts';
import type { GateOutcome } from './messages/gates.ts';
import type { BackfillCounts } from './messages/history.ts';
import type { ModelRef } from './messages/registry.ts';
import type { FailedDay, RunScope } from './workflow-ids.ts';
import type { ErrorCode } from './errors.ts';

export * from './messages/bulk.ts';
export * from './messages/day-run.ts';
export * from './messages/gates.ts';
export * from './messages/history.ts';
export * from './messages/registry.ts';
export * from './messages/training.ts';

// ---- runs -------------------------------------------------------------------------------------------------------

/** Argument of `scheduledRun`, written by the schedule. The business date comes from the scheduled time in `timeZone`. */
export interface ScheduledRunInput {
  readonly pipeline: Pipeline;
  readonly timeZone: string;
  readonly cohort?: string;
  /** Of `retrain`: only cohorts in this mode. */
  readonly mode?: PromotionMode;
}

export interface DayRunInput extends RunScope {
  readonly pipeline: DayPipeline;
  readonly date: IsoDate;
  /** Runs accounts again that are already published for this date. */
  readonly force?: boolean;
  /** Only the accounts of the scope whose day has failed. */
  readonly failedOnly?: boolean;
  /** Why accounts run again, for people who open the run. */
  readonly reason?: string;
  /** Steps ahead to predict, 1..28. */
  readonly horizonDays: number;
  /** Set by the run itself when it continues as new. */
  readonly resume?: DayRunResume;
}

export interface PartitionInput extends RunScope {
  readonly index: number;
  readonly pipeline: DayPipeline;
  readonly date: IsoDate;
  readonly force: boolean;
  readonly horizonDays: number;
  /** Accounts with id > `after` (null: from the start) up to and including `through`, read `limit` at a time. */
  readonly after: AccountId | null;
  /** Absent: one read, of at most `limit` accounts. */
  readonly through?: AccountId;
  readonly limit: number;
  readonly failedOn?: FailedDay;
  /** Set when the rates were known before the partition started. */
  readonly rates: RatesOutcome | null;
  /** As the day run read them; absent: nobody has set any. */
  readonly variables?: VariableValues;
}

/** How the shared wait for rates ended: an id to convert with, or the code it failed with. */
export type RatesOutcome = { readonly ratesId: string } | { readonly failure: ErrorCode; readonly message: string };

export interface RatesInput extends Urgent {
  readonly date: IsoDate;
}

export interface RatesRef {
  readonly ratesId: string;
  readonly provider: RatesProviderId;
  readonly quoteDate: IsoDate;
}

export interface AccountDayInput {
  readonly accountId: AccountId;
  readonly pipeline: DayPipeline;
  readonly date: IsoDate;
  readonly force: boolean;
  readonly horizonDays: number;
  readonly rates: RatesOutcome | null;
  /** Which version of the account day is asked for; absent: it was begun by 0.2 or before, and its history says which. */
  readonly version?: 3;
  /** As the day run read them; absent: nobody has set any. */
  readonly variables?: VariableValues;
}

/** `staged`: the forecast is made and waits for the gate of the whole day; `held`: its own gate keeps it back. `published` is of 0.1 only. */
export type AccountDayOutcome = 'staged' | 'held' | 'published' | 'collected' | 'already-done';

/** The day in one glance, for people who open the run; the figures' home is the store. */
export interface AccountDayResult {
  readonly accountId: AccountId;
  readonly outcome: AccountDayOutcome;
  /** Null when the day was done before. */
  readonly revenue: MergedRevenue | null;
  /** The first step of the forecast; null without one. */
  readonly nextDay: NextDay | null;
  readonly model: ModelKind | null;
}

/** Step 1 of a forecast with its 80 % interval. */
export interface NextDay {
  readonly targetDate: IsoDate;
  readonly revenue: DecimalString;
  readonly lo80: DecimalString;
  readonly hi80: DecimalString;
  readonly served: Served;
}

/** One failure as its parent keeps it: data, not an exception. */
export interface FailureSample {
  readonly accountId: AccountId;
  readonly code: string;
  readonly message: string;
}

/** What account days that fail for one reason have in common. */
export interface FailureCause {
  /** The source or rates provider that was asked; null: the failure has to do with none. */
  readonly provider: string | null;
  /** Of the error catalogue. */
  readonly code: string;
  /** Where in its day the account was. */
  readonly stage: string;
}

/** Counts of a part of a run. Samples: at most 5 per part, so that no result outgrows its payload. */
export interface RunTally {
  readonly accounts: number;
  /** Forecasts made (revenue collected, in a run without forecasts) and not held. */
  readonly published: number;
  /** Forecasts made and kept back by a gate. Absent in runs of 0.1. */
  readonly held?: number;
  readonly alreadyDone: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly failuresByCode: Readonly<Record<string, number>>;
  readonly samples: readonly FailureSample[];
}

export interface DayRunResult extends RunTally {
  readonly date: IsoDate;
  readonly pipeline: DayPipeline;
  /** Exact totals per currency, as stored now. */
  readonly totals: readonly CurrencyTotal[];
  /** What the gate of the whole day decided, wave by wave; absent without forecasts. */
  readonly gate?: readonly GateOutcome[];
  /** Which deadlines were kept, by stage and tier; absent in runs of before 0.3. */
  readonly deadlines?: readonly DeadlineOutcome[];
}

export interface CurrencyTotal {
  readonly currency: CurrencyCode;
  readonly amount: DecimalString;
  readonly accounts: number;
}

// ---- signals and queries ----------------------------------------------------------------------------------------

/**
 * `ratesReady` goes down (day run -> partition -> account day), `parked` goes up: who waits for rates gives its place in
 * the bounded window to the next one, so that late rates never hold back an account that needs none.
 */
export const SIGNALS = {
  ratesReady: 'ratesReady',
  parked: 'parked',
  /** Down: start no more accounts, or go on. */
  setPaused: 'setPaused',
  /** Down: tell me your end yourself, I may not be the run that started you. */
  handOver: 'handOver',
  /** Up: the answer to it. */
  ended: 'ended',
} as const;
export const QUERIES = { state: 'state', progress: 'progress', paused: 'paused' } as const;
export const UPDATES = {
  release: 'release',
  reject: 'reject',
  promote: 'promote',
  rollback: 'rollback',
  pause: 'pause',
  resume: 'resume',
} as const;

// ---- steps ------------------------------------------------------------------------------------------------------

/** Names one account's day in one pipeline: what the run record and the workflow id are made of. */
export interface AccountDayRef {
  readonly accountId: AccountId;
  readonly date: IsoDate;
  readonly pipeline: DayPipeline;
}

/** What the account's settings ask for, read once at the start and kept in the history. */
export interface AccountDayPlan {
  /** True: the store's run record says this day is done and `force` was not asked for. */
  readonly alreadyDone: boolean;
  /** How long until the business date is over in the account's own time zone, in ms; 0 when it is. */
  readonly dayEndsInMs: number;
  readonly timeZone: string;
  readonly sources: readonly SourceId[];
  readonly currency: CurrencyCode;
  readonly convertCurrency: boolean;
}

/** What asks a provider says how urgent it is: local steps do not inherit it. Absent: not named. */
export interface Urgent {
  readonly priority?: number;
}

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

export interface HistoryRequest {
  readonly accountId: AccountId;
  readonly date: IsoDate;
  /** Of the day's revenue; days in another currency, from before the account changed it, count as missing. */
  readonly currency: CurrencyCode;
}

export interface HistoryCheck {
  readonly present: number;
  readonly missing: number;
  /** The champion, when there is one that fits the account's settings; otherwise a model is trained on the spot. */
  readonly champion: ModelRef | null;
}

export interface ScoredForecasts {
  /** Earlier forecasts of the date that its revenue has been held against. */
  readonly resolved: number;
  /** Yesterday's forecast of it; null when there was none. */
  readonly nextDay: { readonly error: number; readonly inside80: boolean } | null;
}

export interface TrainedModel extends ModelRef {
  /** Observed days it learned from. */
  readonly points: number;
  /** Why this kind. */
  readonly reason: string;
}

export interface PredictRequest {
  readonly accountId: AccountId;
  readonly date: IsoDate;
  /** Of the revenue that the model learned from; the account's own setting may have changed since. */
  readonly currency: CurrencyCode;
  readonly modelId: string;
  readonly horizonDays: number;
}

/** A point of a forecast, as the steps of 0.1 hand them on. */
export interface PredictedStep {
  readonly targetDate: IsoDate;
  readonly revenue: DecimalString;
}

export interface DraftedForecast {
  readonly revision: number;
  readonly nextDay: NextDay;
}

export interface JudgeRequest extends AccountDayRef {
  readonly revision: number;
  /** As the day run read them. */
  readonly variables?: VariableValues;
}

export interface JudgedForecast {
  readonly status: Extract<ForecastStatus, 'staged' | 'held' | 'published'>;
  /** Rules that found something, hardest first; at most 5. */
  readonly findings: readonly string[];
}

export interface PublishRequest extends AccountDayRef {
  /** As in the prediction. */
  readonly currency: CurrencyCode;
  readonly modelId: string;
  readonly steps: readonly PredictedStep[];
}

export interface PublishedForecast {
  readonly revision: number;
}

export interface FinishRequest extends AccountDayRef {
  readonly status: 'collected' | 'staged' | 'held' | 'failed' | 'cancelled';
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  /** Of a failure: where it happened, and who was asked. Absent in runs of before 0.3. */
  readonly failedAt?: Pick<FailureCause, 'provider' | 'stage'>;
}

/** Active accounts of the scope with `after` < id <= `through`, at most `limit` of them; absent `through`: no upper end. */
export interface AccountPageRequest extends RunScope {
  readonly failedOn?: FailedDay;
  readonly after: AccountId | null;
  readonly through?: AccountId;
  readonly limit: number;
}

export interface AccountPage {
  readonly ids: readonly AccountId[];
  /** Whose turn each of them waits for; absent in pages that 0.2 read. Exactly one group takes everybody whom no other names. */
  readonly groups?: readonly AccountGroup[];
}

/** Accounts of one cohort and tier. */
export interface AccountGroup {
  readonly cohort: string;
  readonly tier: Tier;
  /** Places in `ids`, from 0; null: all that no other group names. */
  readonly members: readonly number[] | null;
}

export interface PartitionPlanRequest extends RunScope {
  readonly failedOn?: FailedDay;
  readonly after: AccountId | null;
}

/**
 * Where each partition begins and ends. Both ends are ids, so that accounts added or archived before a partition reads its
 * page neither push others out of it nor into the next one.
 */
export interface PartitionPlan {
  readonly partitions: readonly PlannedPartition[];
  /** Where the next plan begins; null when there are no more accounts. */
  readonly next: AccountId | null;
}

export type PlannedPartition = Pick<PartitionInput, 'after' | 'through' | 'limit'>;

export interface RunRecordRequest {
  readonly runId: string;
  readonly pipeline: Pipeline;
  readonly date: IsoDate;
  readonly scope: RunScope;
}

export interface DaySummaryRequest extends RunRecordRequest {
  readonly tally: RunTally;
  readonly status: 'completed' | 'cancelled' | 'failed';
  readonly deadlines?: readonly DeadlineOutcome[];
}

export interface BackfillFinishRequest extends RunRecordRequest {
  readonly tally: RunTally;
  /** Absent: begun by 0.2. */
  readonly backfill?: BackfillCounts;
  readonly status: 'completed' | 'cancelled' | 'failed';
}

export interface RatesRangeRequest extends Urgent {
  readonly from: IsoDate;
  readonly to: IsoDate;
}

export interface RetentionResult {
  readonly deleted: Readonly<Record<string, number>>;
}
