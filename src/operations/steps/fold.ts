// What is put together from the events of a run: the run itself, and its steps by the event that began them.
import { idOf } from './event-fields.ts';
import type { Failure, Payloads } from './payloads.ts';
import type { RawStep } from './raw-step.ts';

/** The run itself. */
export interface RawRun {
  workflowType: string | null;
  parentId: string | null;
  input: Payloads | null;
  output: Payloads | null;
  failure: Failure | null;
  startedAt: string | null;
  closedAt: string | null;
  /** What its last task was worked on by: the build of the worker. */
  build: string | null;
  /** Temporal's ids of the executions before and after this one. */
  continues: string | null;
  continuedAs: string | null;
}

/** The workflow task that is being read: local steps are timed from its begin. */
export interface TaskClock {
  /** By the server's clock, in ms. */
  startMs: number | null;
  /** Local steps of the task so far. */
  locals: readonly { readonly endMs: number; readonly completeMs: number }[];
}

export interface Fold {
  readonly run: RawRun;
  readonly task: TaskClock;
  readonly steps: RawStep[];
  /** By the event that began them. */
  readonly byEvent: Map<string, RawStep>;
}

export const emptyFold = (): Fold => ({
  run: emptyRun(),
  task: { startMs: null, locals: [] },
  steps: [],
  byEvent: new Map(),
});

const emptyRun = (): RawRun => ({
  workflowType: null,
  parentId: null,
  input: null,
  output: null,
  failure: null,
  startedAt: null,
  closedAt: null,
  build: null,
  continues: null,
  continuedAs: null,
});

export function beginStep(fold: Fold, step: RawStep): void {
  fold.steps.push(step);
  fold.byEvent.set(step.id, step);
}

/** The step that an event of it names. */
export const stepOf = ({ byEvent }: Fold, id: Parameters<typeof idOf>[0]): RawStep | undefined => byEvent.get(idOf(id));
