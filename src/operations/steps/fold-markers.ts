// Local steps: one marker for each, written when it is over. What they were asked with is not in it.
import { eventId, instantOf, isoOf, payloadsOf, readLocalStep, type LocalStep } from './event-fields.ts';
import { beginStep, type Fold, type TaskClock } from './fold.ts';
import { rawStep, type RawStep } from './raw-step.ts';
import type { LabelledEvent } from './read-history.ts';

const LOCAL_STEP = 'core_local_activity';

export function foldMarker(fold: Fold, labelled: LabelledEvent): boolean {
  const marker = labelled.event.markerRecordedEventAttributes;
  if (!marker) return false;
  if (marker.markerName !== LOCAL_STEP) return true;
  const local = readLocalStep(marker.details?.['data']?.payloads?.[0]);
  if (local !== null) beginStep(fold, stepOfMarker(labelled, local, timesOf(fold.task, local)));
  return true;
}

function stepOfMarker({ event, label }: LabelledEvent, local: LocalStep, times: Times | null): RawStep {
  const marker = event.markerRecordedEventAttributes;
  const failure = marker?.failure ?? null;
  const state = failure === null ? 'done' : failure.canceledFailureInfo ? 'cancelled' : 'failed';
  const { startedAt, finishedAt } = times ?? { startedAt: null, finishedAt: instantOf(event.eventTime) };
  const { attempt, activityId, step: name } = local;
  return rawStep({
    id: eventId(event),
    kind: 'step',
    name,
    label,
    state,
    activityIds: [activityId],
    scheduledAt: startedAt ?? finishedAt,
    finishedAt,
    tries: [{ path: 'local', attempt, startedAt, finishedAt, state, failure }],
    output: payloadsOf(marker?.details?.['result']),
    failure,
  });
}

interface Times {
  readonly startedAt: string;
  readonly finishedAt: string;
}

/** A local step takes seconds; more says that the clocks are not what is thought here. */
const LOCAL_MS_MAX = 120_000;

/**
 * The core does not write down when a local step ended: only the workflow's time when it was scheduled plus its length. That time
 * is the begin of the task, moved on by each local step that ended before. So the length comes out, and with it the end.
 */
function timesOf(task: TaskClock, { beginMs, completeMs }: LocalStep): Times | null {
  if (beginMs === null || completeMs === null || task.startMs === null) return null;
  const before = task.locals.filter(({ endMs }) => endMs <= beginMs).map((local) => local.completeMs);
  const ranMs = completeMs - Math.max(task.startMs, ...before);
  if (ranMs < 0 || ranMs > LOCAL_MS_MAX) return null;
  task.locals = [...task.locals, { endMs: beginMs + ranMs, completeMs }];
  return { startedAt: isoOf(beginMs), finishedAt: isoOf(beginMs + ranMs) };
}
