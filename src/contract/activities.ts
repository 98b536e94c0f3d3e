// The steps as workflows see them. Implementations live in src/activities; even their types are not imported here.
import type * as m from './messages.ts';

/**
 * Steps on the `default` queue. Each is an upsert on its business key, so it may run twice or late with the same result.
 * Failures carry a code of the error catalogue; see `errors.ts` for which are retryable.
 */
export interface DefaultActivities {
  /** Reads the account's settings and records that its day has begun. Fails: ACCOUNT_NOT_FOUND, ACCOUNT_ARCHIVED. */
  beginAccountDay(request: m.AccountDayRef & { readonly force: boolean }): Promise<m.AccountDayPlan>;
  /** Asks one source for its report and keeps the raw payload. Fails: REPORT_NOT_READY (retryable), SOURCE_*, ACCOUNT_NOT_FOUND. */
  fetchReport(request: m.FetchRequest): Promise<m.FetchedReport>;
  /** Raw payloads -> source revenue of the day. Fails: SOURCE_SCHEMA_INVALID, CONTROL_TOTAL_MISMATCH, TOO_MANY_REJECTS. */
  transformReports(request: m.TransformRequest): Promise<readonly m.TransformedSource[]>;
  /** Prices every source in the account's currency. Fails: RATE_MISSING. */
  convertRevenue(request: m.ConvertRequest): Promise<m.ConvertedRevenue>;
  /** Sums and writes the daily revenue. Fails: MIXED_CURRENCIES, REVENUE_NOT_IMPORTED (an account without sources), ACCOUNT_NOT_FOUND. */
  mergeRevenue(request: m.MergeRequest): Promise<m.MergedRevenue>;
  /** Counts the days of the depth window. Fails: NO_HISTORY. */
  checkHistory(request: m.HistoryRequest): Promise<m.HistoryCheck>;
  /** Evaluates the stored model at B+1 .. B+horizon. Fails: MODEL_NOT_FOUND. */
  predict(request: m.PredictRequest): Promise<readonly m.PredictedStep[]>;
  /** Writes the forecast and the run record. Fails: MODEL_NOT_FOUND, ACCOUNT_NOT_FOUND. */
  publish(request: m.PublishRequest): Promise<m.PublishedForecast>;
  /** Closes the run record of an account day that ends without a forecast; nothing when the account was purged meanwhile. */
  finishAccountDay(request: m.FinishRequest): Promise<void>;
  /** The rates of a date when the store has them already. */
  findRates(request: m.RatesInput): Promise<m.RatesRef | null>;
  /** Asks provider A, then reserve B. Fails: RATES_NOT_PUBLISHED (retryable, flat), RATES_UNAVAILABLE. */
  fetchRates(request: m.RatesInput): Promise<m.RatesRef>;
  /** Brings in every missing rates set of a date range. Returns how many were added. */
  fetchRatesRange(request: m.RatesRangeRequest): Promise<number>;
  /** Cuts the accounts of a scope into pages; reads nothing of them but their ids. */
  planPartitions(request: m.PartitionPlanRequest): Promise<m.PartitionPlan>;
  /** The ids of one page, ascending. */
  listAccountPage(request: m.AccountPageRequest): Promise<m.AccountPage>;
  /** Opens the run record of a day run or backfill. */
  beginRun(request: m.RunRecordRequest): Promise<void>;
  /** Totals per currency, and closes the run record. */
  summariseDay(request: m.DaySummaryRequest): Promise<readonly m.CurrencyTotal[]>;
  /** Closes the run record of a backfill. */
  finishBackfill(request: m.BackfillFinishRequest): Promise<void>;
  /** Transform, convert and merge for every day of a range. Fails as those steps do. */
  importHistory(request: m.HistoryImportRequest): Promise<m.HistoryImport>;
  /** The sources of an account, for a range import. Fails: ACCOUNT_NOT_FOUND. */
  readHistoryPlan(request: m.AccountHistoryInput): Promise<m.AccountDayPlan>;
  /** Deletes what retention no longer keeps, table by table. */
  applyRetention(request: m.HousekeepingInput): Promise<m.RetentionResult>;
}

/** Steps on the `heavy` queue. */
export interface HeavyActivities {
  /** Fits the account's model on its depth of history in a worker thread and registers it. Heartbeats. Fails: NO_HISTORY. */
  trainModel(request: m.HistoryRequest): Promise<m.TrainedModel>;
}
