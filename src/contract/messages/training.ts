// Messages of retraining and its stages.
import type { PromotionMode } from '../../domain/cohort.ts';
import type { AccountId, IsoDate } from '../../domain/ids.ts';
import type { RunScope } from '../workflow-ids.ts';
import type { RunRecordRequest } from './run-record.ts';
import type { FailureSample } from './tally.ts';

export interface RetrainInput extends RunScope {
  /** The business date: manual cohorts train on days up to it, autonomous ones up to the day before, as theirs comes later. */
  readonly date: IsoDate;
  /** Only cohorts in this mode; absent: all. */
  readonly mode?: PromotionMode;
  /** Set when it continues as new. */
  readonly resume?: TrainingCursor;
}

export interface TrainingCursor {
  readonly after: AccountId | null;
  /** Number of the next batch. */
  readonly batch: number;
  readonly tally: TrainingTally;
  /** When the first run of the retraining began, ms since 1970. */
  readonly since: number;
}

export interface TrainingBatchInput {
  /** The retraining's workflow id; the batch's own is its key. */
  readonly runId: string;
  readonly batchId: string;
  readonly date: IsoDate;
  readonly accounts: readonly AccountId[];
  readonly mode?: PromotionMode;
  /** The retraining has waited long enough: who is not ready now is left out. */
  readonly acceptPartial?: boolean;
}

export const TRAINING_STAGES = ['snapshot', 'prepare', 'backtest', 'fit', 'validate', 'register'] as const;
export type TrainingStage = (typeof TRAINING_STAGES)[number];

export interface TrainingTally {
  readonly accounts: number;
  /** Models registered, and of these promoted by rule. */
  readonly trained: number;
  readonly promoted: number;
  /** Left out: days missing, or not in the mode that is trained. */
  readonly notReady: number;
  readonly skipped: number;
  readonly failed: number;
  /** Batches whose models the training gate keeps from being promoted. */
  readonly heldBatches: number;
  /** At most 5. */
  readonly samples: readonly FailureSample[];
}

export interface TrainingStageRequest {
  readonly batchId: string;
  readonly date: IsoDate;
}

export interface SnapshotRequest extends TrainingStageRequest {
  readonly accounts: readonly AccountId[];
  readonly mode?: PromotionMode;
  /** False: fails with TRAINING_NOT_READY while days are missing that may still come. True: takes who is ready. */
  readonly acceptPartial: boolean;
}

export interface SnapshotResult {
  readonly ready: number;
  readonly skipped: number;
  readonly notReady: number;
  /** Who is not ready and which days are missing; at most 5. */
  readonly samples: readonly FailureSample[];
}

/** What a stage did, for the Web UI; the rows are in the store. */
export interface StageResult {
  readonly accounts: number;
  readonly failed: number;
  /** One line for people. */
  readonly note: string;
  readonly samples: readonly FailureSample[];
}

export interface ValidationResult extends StageResult {
  /** False: the training gate lets no model of the batch be promoted by rule. */
  readonly promotable: boolean;
}

export interface RegisterResult extends StageResult {
  readonly trained: number;
  readonly promoted: number;
}

export interface CalibrationRequest {
  readonly date: IsoDate;
}

export interface CalibrationRefreshed {
  /** Accounts looked at, and forecasts of theirs whose days have come; none: the calibration stays as it is. */
  readonly accounts: number;
  readonly resolved: number;
}

export interface TrainingFinishRequest extends RunRecordRequest {
  readonly tally: TrainingTally;
  readonly status: 'completed' | 'cancelled' | 'failed';
}
