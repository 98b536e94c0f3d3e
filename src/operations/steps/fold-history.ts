// Puts the steps of a run together from its events, in the order in which they were scheduled. Pure.
import { instantOf, msOf, payloadsOf } from './event-fields.ts';
import { emptyFold, type Fold, type RawRun } from './fold.ts';
import { foldActivity } from './fold-activities.ts';
import { foldMarker } from './fold-markers.ts';
import { foldPart } from './fold-parts.ts';
import { addPending } from './fold-pending.ts';
import { endStep } from './raw-step.ts';
import type { LabelledEvent, PendingStep } from './read-history.ts';

export function foldHistory(events: readonly LabelledEvent[], pending: readonly PendingStep[]): Fold {
  const fold = emptyFold();
  for (const labelled of events) {
    if (labelled.event.workflowTaskStartedEventAttributes) {
      Object.assign(fold.task, { startMs: msOf(labelled.event.eventTime), locals: [] });
    }
    if (!foldRun(fold.run, labelled) && !foldActivity(fold, labelled) && !foldMarker(fold, labelled))
      foldPart(fold, labelled);
  }
  addPending(fold, pending);
  if (fold.run.closedAt !== null) leaveOpenSteps(fold, fold.run.closedAt);
  return fold;
}

/** With its run a step ends as well, whether it was through or not. Children may outlive it. */
function leaveOpenSteps({ steps }: Fold, at: string): void {
  for (const step of steps) {
    const isOpen = step.state === 'waiting' || step.state === 'running';
    if (isOpen && (step.kind === 'step' || step.kind === 'timer')) {
      endStep(step, { at, state: 'cancelled', failure: step.failure });
    }
  }
}

function foldRun(run: RawRun, { event }: LabelledEvent): boolean {
  const { workflowExecutionStartedEventAttributes: started, workflowTaskCompletedEventAttributes: task } = event;
  const at = instantOf(event.eventTime);
  if (started) {
    run.workflowType = started.workflowType?.name ?? null;
    run.parentId = started.parentWorkflowExecution?.workflowId ?? null;
    run.input = payloadsOf(started.input);
    run.startedAt = at;
    run.continues = started.continuedExecutionRunId || null;
    return true;
  }
  if (task) {
    run.build = task.workerVersion?.buildId || task.binaryChecksum || run.build;
    return true;
  }
  return foldEnd(run, { event, label: null }, at);
}

function foldEnd(run: RawRun, { event }: LabelledEvent, at: string | null): boolean {
  const completed = event.workflowExecutionCompletedEventAttributes;
  const failed = event.workflowExecutionFailedEventAttributes;
  const continued = event.workflowExecutionContinuedAsNewEventAttributes;
  const ended =
    completed ??
    failed ??
    continued ??
    event.workflowExecutionCanceledEventAttributes ??
    event.workflowExecutionTerminatedEventAttributes ??
    event.workflowExecutionTimedOutEventAttributes;
  if (!ended) return false;
  run.closedAt = at;
  run.output = payloadsOf(completed?.result);
  run.failure = failed?.failure ?? null;
  run.continuedAs = continued?.newExecutionRunId ?? null;
  return true;
}
