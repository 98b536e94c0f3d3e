// Steps under way: their attempts are in no event before the last one has ended, so Temporal is asked for them apart.
import { instantOf } from './event-fields.ts';
import { ordinaryTries } from './fold-activities.ts';
import type { Fold } from './fold.ts';
import type { RawStep } from './raw-step.ts';
import type { PendingStep } from './read-history.ts';

/** Temporal's number for an attempt that a worker has in hand. */
const STARTED = 2;

export function addPending({ steps }: Fold, pending: readonly PendingStep[]): void {
  for (const info of pending) {
    const step = steps.find(({ kind, activityIds }) => kind === 'step' && activityIds.at(-1) === info.activityId);
    if (step !== undefined) add(step, info);
  }
}

function add(step: RawStep, info: PendingStep): void {
  const isStarted = info.state === STARTED;
  const attempt = info.attempt ?? 1;
  const tries = ordinaryTries({
    attempt,
    lastFailure: info.lastFailure ?? null,
    startedAt: isStarted ? instantOf(info.lastStartedTime) : null,
  });
  const kept = step.tries.filter(({ path }) => path === 'local');
  step.state = isStarted ? 'running' : 'waiting';
  // Of an attempt that waits there is nothing to tell yet.
  step.tries = [...kept, ...(isStarted ? tries : tries.slice(0, -1))];
  step.failure = info.lastFailure ?? null;
  step.nextTryAt = isStarted ? null : (instantOf(info.nextAttemptScheduleTime) ?? instantOf(info.scheduledTime));
}
