// A step while it is put together from events: what it carries is not decoded before somebody looks at it.
import type { Payload } from '@temporalio/common';
import type { Failure, Payloads } from './payloads.ts';
import type { RunStep, StepPath, StepState } from './run-step.ts';

export interface RawTry {
  path: StepPath;
  attempt: number;
  startedAt: string | null;
  finishedAt: string | null;
  state: StepState;
  failure: Failure | null;
}

export interface RawStep extends Pick<RunStep, 'id' | 'kind' | 'name' | 'label' | 'queue' | 'childId'> {
  state: StepState;
  scheduledAt: string | null;
  finishedAt: string | null;
  activityIds: readonly string[];
  tries: RawTry[];
  nextTryAt: string | null;
  input: Payloads | null;
  output: Payloads | null;
  failure: Failure | null;
}

export type Known = Partial<RawStep> & Pick<RawStep, 'id' | 'kind' | 'name'>;

export const rawStep = (known: Known): RawStep => ({
  label: null,
  queue: null,
  childId: null,
  state: 'waiting',
  scheduledAt: null,
  finishedAt: null,
  activityIds: [],
  tries: [],
  nextTryAt: null,
  input: null,
  output: null,
  failure: null,
  ...known,
});

/** How it ended, for anything that ends. */
export interface RawEnd {
  readonly at: string | null;
  readonly state: StepState;
  readonly output?: readonly Payload[] | null;
  readonly failure?: Failure | null | undefined;
}

export function endStep(step: RawStep, { at, state, output = null, failure = null }: RawEnd): void {
  step.state = state;
  step.finishedAt = at;
  step.output = output;
  step.failure = failure;
  const last = step.tries.at(-1);
  if (last !== undefined && last.finishedAt === null) Object.assign(last, { state, finishedAt: at, failure });
}
