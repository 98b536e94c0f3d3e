// Everything the worker's bundle offers. The exported names are the workflow types; renaming one is a breaking change.
export { accountDay } from './account-day.ts';
export { alertTest } from './alert-test.ts';
export { accountHistory } from './account-history.ts';
export { backfillRun } from './backfill-run.ts';
export { dayRun } from './day-run.ts';
export { forecastHold } from './forecast-hold.ts';
export { housekeeping } from './housekeeping.ts';
export { modelChange } from './model-change.ts';
export { partition } from './partition.ts';
export { predictBulk } from './predict-bulk.ts';
export { providerBreaker } from './provider-breaker.ts';
export { rates } from './rates.ts';
export { retrainRun } from './retrain-run.ts';
export { ratesCheck } from './rates-check.ts';
export { scheduledRun } from './scheduled-run.ts';
export { trainingBatch } from './training-batch.ts';
export { watch } from './watch.ts';
