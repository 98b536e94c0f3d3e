// The embedded stack's state in ./.morrow, as functions: what `morrow status | logs | reset | backup | restore` do.
export { readStatus, type ProcessStatus, type StackStatus } from './lib/state/status.ts';
export { followLogs, readLogs, type LogOptions, type ProcessLog } from './lib/state/logs.ts';
export {
  backupState,
  restoreState,
  type BackupOptions,
  type BackupResult,
  type RestoreResult,
} from './lib/state/backup.ts';
export { resetState, type ResetOptions, type ResetResult } from './lib/state/reset.ts';
export { withRunningStack } from './lib/stack-file.ts';
