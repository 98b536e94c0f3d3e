// Everything the worker's bundle offers. The exported names are the workflow types; renaming one is a breaking change.
export { accountDay } from './account-day.ts';
export { accountHistory } from './account-history.ts';
export { backfillRun } from './backfill-run.ts';
export { dayRun } from './day-run.ts';
export { housekeeping } from './housekeeping.ts';
export { partition } from './partition.ts';
export { rates } from './rates.ts';
export { scheduledRun } from './scheduled-run.ts';
