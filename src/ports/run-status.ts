// What a recorded run is, and how it stands.
export type RunKind = 'day' | 'account-day' | 'retrain' | 'backfill' | 'account-history' | 'housekeeping';
export const RUN_STATUSES = [
  'running',
  'staged',
  'held',
  'published',
  'collected',
  'completed',
  'failed',
  'cancelled',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];
