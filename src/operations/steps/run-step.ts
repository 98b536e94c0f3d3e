// What one step of a run is, whatever it was read from: Temporal's history, or our own rows when that is gone.
import type { ShownValue } from '../../observability/show-value.ts';

export const STEP_KINDS = ['step', 'child', 'timer', 'signal'] as const;
export type StepKind = (typeof STEP_KINDS)[number];
/** `waiting`: not begun, or between two attempts. */
export const STEP_STATES = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const;
export type StepState = (typeof STEP_STATES)[number];
/** `local`: the fast path inside of the workflow's own task; `ordinary`: an activity with the long retries. */
export const STEP_PATHS = ['local', 'ordinary'] as const;
export type StepPath = (typeof STEP_PATHS)[number];

/** One attempt. Times are ISO instants; null where nobody kept them. */
export interface StepTry {
  readonly path: StepPath;
  /** From 1, for each path. */
  readonly attempt: number;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly state: StepState;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
}

export interface RunStep {
  /** Stable within the run: the id of its first event, or a name for a recorded one. */
  readonly id: string;
  readonly kind: StepKind;
  /** The step, workflow or signal by its name in code. */
  readonly name: string;
  /** What this one is about, such as a source. */
  readonly label: string | null;
  readonly state: StepState;
  readonly queue: string | null;
  /** ISO instants. */
  readonly scheduledAt: string | null;
  /** Of the first attempt that is known. */
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** From being scheduled to the begin of the last attempt, retries included; null: it did not begin, or nobody knows. */
  readonly waitedMs: number | null;
  /** Of the last attempt, from its begin to its end. */
  readonly ranMs: number | null;
  readonly attempts: number;
  readonly tries: readonly StepTry[];
  /** When it is tried again; null: it is not waiting for that. */
  readonly nextTryAt: string | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  /** Null where nothing was kept: Temporal keeps no input of a local step. */
  readonly input: ShownValue | null;
  readonly output: ShownValue | null;
  /** The workflow that it is, of a child. */
  readonly childId: string | null;
  /** Of its fast and its ordinary attempts; log lines carry them. */
  readonly activityIds: readonly string[];
}
