// What a run consists of besides steps: workflows of its own, waits, and what it was told.
import { eventId, idOf, instantOf, payloadsOf } from './event-fields.ts';
import { beginStep, stepOf, type Fold } from './fold.ts';
import { endStep, rawStep } from './raw-step.ts';
import type { HistoryEvent, LabelledEvent } from './read-history.ts';

export function foldPart(fold: Fold, labelled: LabelledEvent): void {
  beginPart(fold, labelled);
  endChild(fold, labelled.event);
  endTimer(fold, labelled.event);
}

function beginPart(fold: Fold, { event, label }: LabelledEvent): void {
  const {
    startChildWorkflowExecutionInitiatedEventAttributes: child,
    timerStartedEventAttributes: timer,
    workflowExecutionSignaledEventAttributes: signal,
  } = event;
  const at = instantOf(event.eventTime);
  const base = { id: eventId(event), label, scheduledAt: at };
  if (child) {
    const name = child.workflowType?.name ?? '';
    const queue = child.taskQueue?.name ?? null;
    const childId = child.workflowId ?? null;
    beginStep(fold, rawStep({ ...base, kind: 'child', name, queue, childId, input: payloadsOf(child.input) }));
  } else if (timer) {
    const label_ = label ?? `${Number(timer.startToFireTimeout?.seconds ?? 0)} s`;
    beginStep(fold, rawStep({ ...base, kind: 'timer', name: 'timer', label: label_, state: 'running' }));
  } else if (signal) {
    const name = signal.signalName ?? '';
    beginStep(
      fold,
      rawStep({ ...base, kind: 'signal', name, state: 'done', finishedAt: at, input: payloadsOf(signal.input) }),
    );
  }
}

/** Temporal's number for a workflow that another run had begun: rates of a day are brought in once for all its runs. */
const ALREADY_EXISTS = 1;

function endChild(fold: Fold, event: HistoryEvent): void {
  const at = instantOf(event.eventTime);
  const started = event.childWorkflowExecutionStartedEventAttributes;
  if (started) {
    const step = stepOf(fold, started.initiatedEventId);
    step?.tries.push({
      path: 'ordinary',
      attempt: 1,
      startedAt: at,
      finishedAt: null,
      state: 'running',
      failure: null,
    });
    if (step !== undefined) step.state = 'running';
  }
  const completed = event.childWorkflowExecutionCompletedEventAttributes;
  const failed = event.childWorkflowExecutionFailedEventAttributes;
  const cancelled = event.childWorkflowExecutionCanceledEventAttributes;
  const unstarted = event.startChildWorkflowExecutionFailedEventAttributes;
  const stopped =
    event.childWorkflowExecutionTerminatedEventAttributes ??
    event.childWorkflowExecutionTimedOutEventAttributes ??
    unstarted;
  const ended = completed ?? failed ?? cancelled ?? stopped;
  const step = ended ? stepOf(fold, ended.initiatedEventId) : undefined;
  if (step === undefined) return;
  if (completed) endStep(step, { at, state: 'done', output: payloadsOf(completed.result) });
  else if (unstarted?.cause === ALREADY_EXISTS) endStep(step, { at, state: 'done' });
  else if (cancelled) endStep(step, { at, state: 'cancelled' });
  else endStep(step, { at, state: 'failed', failure: failed?.failure });
}

function endTimer(fold: Fold, event: HistoryEvent): void {
  const { timerFiredEventAttributes: fired, timerCanceledEventAttributes: cancelled } = event;
  const ended = fired ?? cancelled;
  const step = ended ? fold.byEvent.get(idOf(ended.startedEventId)) : undefined;
  if (step !== undefined) endStep(step, { at: instantOf(event.eventTime), state: fired ? 'done' : 'cancelled' });
}
