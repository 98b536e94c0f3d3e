// Heartbeats for steps that take longer than a moment, at a steady beat whatever the work does.
import { Context } from '@temporalio/activity';

const BEAT_MS = 1_000;

/** Runs `work` and reports every second that it is alive; a cancellation reaches `work` through the context's signal. */
export async function whileHeartbeating<T>(work: () => Promise<T>): Promise<T> {
  const context = Context.current();
  const beat = setInterval(() => context.heartbeat(), BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
  }
}
