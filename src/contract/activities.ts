// The steps as workflows see them. Implementations live in src/activities; even their types are not imported here.
import type { AlertActivities } from './alert-activities.ts';
import type * as m from './messages.ts';
import type { ProviderActivities } from './provider-activities.ts';

/**
 * Steps on the `default` queue. Each is an upsert on its business key, so it may run twice or late with the same result.
 * Failures carry a code of the error catalogue; see `errors.ts` for which are retryable.
 */
export interface DefaultActivities extends ProviderActivities, AlertActivities {
  /** Reads the account's settings and records that its day has begun. Fails: ACCOUNT_NOT_FOUND, ACCOUNT_ARCHIVED. */
  beginAccountDay(request: m.AccountDayRef & { readonly force: boolean }): Promise<m.AccountDayPlan>;
  /** Asks one source for its report and keeps the raw payload. Fails: REPORT_NOT_READY (retryable), SOURCE_*, ACCOUNT_NOT_FOUND. */
  fetchReport(request: m.FetchRequest): Promise<m.FetchedReport>;
  /** Raw payloads -> source revenue of the day. Fails: SOURCE_SCHEMA_INVALID, CONTROL_TOTAL_MISMATCH, TOO_MANY_REJECTS. */
  transformReports(request: m.TransformRequest): Promise<readonly m.TransformedSource[]>;
  /** Prices every source in the account's currency. Fails: RATE_MISSING. */
  convertRevenue(request: m.ConvertRequest): Promise<m.ConvertedRevenue>;
  /** Null: the rates of the date are not stored yet. */
  convertAtStoredRates(request: m.EarlyConvertRequest): Promise<m.ConvertedRevenue | null>;
  /** Sums and writes the daily revenue. Fails: MIXED_CURRENCIES, REVENUE_NOT_IMPORTED (an account without sources), ACCOUNT_NOT_FOUND. */
  mergeRevenue(request: m.MergeRequest): Promise<m.MergedRevenue>;
  /** Holds the day's revenue against every earlier forecast of it. */
  scoreForecasts(request: m.HistoryRequest): Promise<m.ScoredForecasts>;
  /** Counts the days of the depth window and looks for a champion that applies. Fails: NO_HISTORY. */
  checkHistory(request: m.HistoryRequest): Promise<m.HistoryCheck>;
  /** Applies the model to the history and writes the forecast of B+1 .. B+horizon as staged. Fails: MODEL_NOT_FOUND, NO_HISTORY, FIT_FAILED. */
  makeForecast(request: m.PredictRequest): Promise<m.DraftedForecast>;
  /** Judges the staged forecast by its own gate: it stays staged for the gate of the day, or is held. Closes the run record. Fails: FORECAST_NOT_FOUND. */
  judgeForecast(request: m.JudgeRequest): Promise<m.JudgedForecast>;
  /** Judges everything that is forecast for the date, publishes what is healthy, holds the rest, keeps the decision with its figures. */
  judgeBatch(request: m.GateRequest): Promise<m.GateOutcome>;
  /** Opens the hold's record and its alert. */
  openHold(request: m.HoldInput): Promise<void>;
  /** Makes the alert of an unanswered hold critical. */
  escalateHold(request: m.HoldInput): Promise<void>;
  /** Publishes or rejects held forecasts and keeps who decided so and why. Fails: HOLD_NOT_FOUND. */
  decideHold(request: m.HoldDecisionRequest): Promise<m.HoldProgress>;
  /** Closes the hold's record and resolves its alert. */
  closeHold(request: m.HoldClosing): Promise<void>;
  /** Makes a model the champion. Fails: MODEL_NOT_FOUND, ACCOUNT_NOT_FOUND. */
  promoteModel(request: m.PromotionDecision): Promise<m.RegistryChange>;
  /** Brings the champion before the present one back. Fails: NO_EARLIER_CHAMPION, ACCOUNT_NOT_FOUND. */
  rollbackModel(request: m.RollbackRequest): Promise<m.RegistryChange>;
  /** Who is champion. */
  readRegistry(request: m.ModelChangeInput): Promise<m.RegistryState>;
  /** Drains runs of 0.1: the points of a model, without bands. Fails: MODEL_NOT_FOUND. */
  predict(request: m.PredictRequest): Promise<readonly m.PredictedStep[]>;
  /** Drains runs of 0.1: forecasts, judges and publishes at once, as their day has no gate. Fails: MODEL_NOT_FOUND, ACCOUNT_NOT_FOUND. */
  publish(request: m.PublishRequest): Promise<m.PublishedForecast>;
  /** Closes the run record of an account day that ends without a forecast; nothing when the account was purged meanwhile. */
  finishAccountDay(request: m.FinishRequest): Promise<void>;
  /** Finds or fetches the rates of a date within RATES_AT_ONCE_MS. Null: not so soon, or not at all. Never fails. */
  askRates(request: m.RatesInput): Promise<m.RatesRef | null>;
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
  beginRun(request: m.RunRecordRequest): Promise<m.RunBegun | undefined>;
  /** Totals per currency, and closes the run record. */
  summariseDay(request: m.DaySummaryRequest): Promise<readonly m.CurrencyTotal[]>;
  /** Closes the run record of a backfill. */
  finishBackfill(request: m.BackfillFinishRequest): Promise<void>;
  /** Closes the run record of a retraining. */
  finishTraining(request: m.TrainingFinishRequest): Promise<void>;
  /** What a backfill has to do in all. Reads every account of the scope once; heartbeats. */
  measureBackfill(request: m.BackfillRequest): Promise<m.BackfillEstimate>;
  /** The next accounts with work, planned from what is stored now. */
  planBackfillPage(request: m.BackfillPageRequest): Promise<m.BackfillPage>;
  /** What one account needs now. Fails: ACCOUNT_NOT_FOUND, ACCOUNT_ARCHIVED. */
  planAccountHistory(request: Required<m.AccountHistoryInput>): Promise<m.AccountHistoryPlan>;
  /** Accounts whose newest published forecast was made from figures that were corrected since. */
  findRestated(request: m.RestatedRequest): Promise<m.RestatedAccounts>;
  /** Transform, convert and merge for the days of a range. Fails as those steps do. */
  importHistory(request: m.HistoryImportRequest): Promise<m.HistoryImport>;
  /** Drains backfills of 0.2: the sources of an account. Fails: ACCOUNT_NOT_FOUND. */
  readHistoryPlan(request: m.AccountHistoryInput): Promise<m.AccountDayPlan>;
  /** Says how predictions in bulk ended; the first ending counts. */
  finishBulk(request: m.BulkEnding): Promise<void>;
  /** Deletes what retention no longer keeps, table by table. */
  applyRetention(request: m.HousekeepingInput): Promise<m.RetentionResult>;
}

/** Steps on the `heavy` queue. */
export interface HeavyActivities {
  /** Trains the account's model on the spot in a worker thread and makes it the champion by rule. Heartbeats. Fails: NO_HISTORY, FIT_FAILED. */
  trainModel(request: m.HistoryRequest): Promise<m.TrainedModel>;
  /** Stage 1 of a batch: keeps the histories that the other stages work on. Fails: TRAINING_NOT_READY (benign, flat) until partial is accepted. */
  snapshotTraining(request: m.SnapshotRequest): Promise<m.SnapshotResult>;
  /** Stage 2: gaps, outliers and closed weekdays of every history. This and the next stages fail with TRAINING_STAGE_MISSING when the one before left nothing. */
  prepareTraining(request: m.TrainingStageRequest): Promise<m.StageResult>;
  /** Stage 3: rolling-origin errors of every candidate. Heartbeats with progress. */
  backtestTraining(request: m.TrainingStageRequest): Promise<m.StageResult>;
  /** Stage 4: weights from the backtests. */
  fitTraining(request: m.TrainingStageRequest): Promise<m.StageResult>;
  /** Stage 5: challenger against champion and against last week's value, and the gate over the batch's models. */
  validateTraining(request: m.TrainingStageRequest): Promise<m.ValidationResult>;
  /** Stage 6: registers the challengers; promotes by rule where cohort and validation allow it. */
  registerTraining(request: m.TrainingStageRequest): Promise<m.RegisterResult>;
  /** Makes the calibration of the bands anew from the shipped one and the forecasts that have been resolved. */
  refreshCalibration(request: m.CalibrationRequest): Promise<m.CalibrationRefreshed>;
  /** Answers one part of predictions in bulk. Heartbeats. Fails: PREDICTION_NOT_FOUND. */
  predictPart(request: m.BulkPartRequest): Promise<m.BulkPartResult>;
}
