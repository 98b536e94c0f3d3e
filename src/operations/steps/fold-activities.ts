// Ordinary steps: scheduled, begun, ended. Temporal writes one begin, that of the last attempt, and why the one before failed.
import type { temporal } from '@temporalio/proto';
import { eventId, instantOf, payloadsOf } from './event-fields.ts';
import { beginStep, stepOf, type Fold } from './fold.ts';
import type { Failure } from './payloads.ts';
import { endStep, rawStep, type RawStep, type RawTry } from './raw-step.ts';
import type { HistoryEvent, LabelledEvent } from './read-history.ts';

type Scheduled = temporal.api.history.v1.IActivityTaskScheduledEventAttributes;
type Started = temporal.api.history.v1.IActivityTaskStartedEventAttributes;

export function foldActivity(fold: Fold, { event, label }: LabelledEvent): boolean {
  const { activityTaskScheduledEventAttributes: scheduled, activityTaskStartedEventAttributes: started } = event;
  if (scheduled) {
    schedule(fold, { event, scheduled, label });
    return true;
  }
  if (started) {
    const step = stepOf(fold, started.scheduledEventId);
    if (step !== undefined) start(step, started, instantOf(event.eventTime));
    return true;
  }
  return end(fold, event);
}

interface Scheduling {
  readonly event: HistoryEvent;
  readonly scheduled: Scheduled;
  readonly label: string | null;
}

/** The slow path of a step whose fast path failed is the same step, tried again. */
function schedule(fold: Fold, { event, scheduled, label }: Scheduling): void {
  const name = scheduled.activityType?.name ?? '';
  const fast = fold.steps.find((step) => isFailedFastPath(step, name, label));
  const known = {
    activityIds: [...(fast?.activityIds ?? []), scheduled.activityId ?? ''],
    queue: scheduled.taskQueue?.name ?? null,
    input: payloadsOf(scheduled.input),
  };
  if (fast === undefined) {
    beginStep(
      fold,
      rawStep({ id: eventId(event), kind: 'step', name, label, scheduledAt: instantOf(event.eventTime), ...known }),
    );
    return;
  }
  Object.assign(fast, { ...known, state: 'waiting', finishedAt: null, failure: null });
  fold.byEvent.set(eventId(event), fast);
}

const isFailedFastPath = (step: RawStep, name: string, label: string | null): boolean =>
  step.kind === 'step' &&
  step.name === name &&
  step.label === label &&
  step.state === 'failed' &&
  step.tries.every(({ path }) => path === 'local');

function start(step: RawStep, { attempt, lastFailure }: Started, at: string | null): void {
  step.tries.push(...ordinaryTries({ attempt: attempt ?? 1, lastFailure: lastFailure ?? null, startedAt: at }));
  step.state = 'running';
}

interface Attempts {
  /** Of the last one. */
  readonly attempt: number;
  readonly lastFailure: Failure | null;
  readonly startedAt: string | null;
}

/** So many attempts are listed one by one; of a thousand nobody wants more. */
const LISTED_MAX = 30;

/** The last attempt, and the ones before it, of which Temporal only keeps why the very last failed. */
export function ordinaryTries({ attempt, lastFailure, startedAt }: Attempts): RawTry[] {
  const first = Math.max(1, attempt - LISTED_MAX + 1);
  return Array.from({ length: attempt - first + 1 }, (_, index) => {
    const number = first + index;
    const blank = { path: 'ordinary', attempt: number, finishedAt: null } as const;
    if (number === attempt) return { ...blank, startedAt, state: 'running', failure: null };
    return { ...blank, startedAt: null, state: 'failed', failure: number === attempt - 1 ? lastFailure : null };
  });
}

function end(fold: Fold, event: HistoryEvent): boolean {
  const at = instantOf(event.eventTime);
  const completed = event.activityTaskCompletedEventAttributes;
  const failed = event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes;
  const cancelled = event.activityTaskCanceledEventAttributes;
  const ended = completed ?? failed ?? cancelled;
  if (!ended) return Boolean(event.activityTaskCancelRequestedEventAttributes);
  const step = stepOf(fold, ended.scheduledEventId);
  if (step === undefined) return true;
  if (completed) endStep(step, { at, state: 'done', output: payloadsOf(completed.result) });
  else if (failed) endStep(step, { at, state: 'failed', failure: failed.failure });
  else endStep(step, { at, state: 'cancelled' });
  return true;
}
