// Heartbeats for steps that take longer than a moment, at a steady beat whatever the work does.
import { Context } from '@temporalio/activity';

const BEAT_MS = 1_000;

/** How far a step has come; shown in Temporal's Web UI. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** Told by the work whenever it has come further; the next beat carries the latest. Throws once the step is cancelled. */
export type TellProgress = (progress: Progress) => void;

/** Runs `work` and reports every second that it is alive; a cancellation reaches `work` through the context's signal. */
export async function whileHeartbeating<T>(work: (tell: TellProgress) => Promise<T>): Promise<T> {
  const context = Context.current();
  let latest: Progress | undefined;
  const beat = setInterval(() => context.heartbeat(latest), BEAT_MS);
  try {
    return await work((progress) => {
      context.cancellationSignal.throwIfAborted();
      latest = progress;
    });
  } finally {
    clearInterval(beat);
  }
}
