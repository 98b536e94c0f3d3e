// What a recorded run is, and how it stands.
export type RunKind = 'day' | 'account-day' | 'retrain' | 'backfill' | 'account-history' | 'housekeeping';
export type RunStatus =
  'running' | 'staged' | 'held' | 'published' | 'collected' | 'completed' | 'failed' | 'cancelled';
