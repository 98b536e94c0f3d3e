// Asks Temporal again while an answer lacks. A server before 1.30 hands a query to a worker before it is ready for the answer, and
// throws away what comes too early: now and then that of its own worker, which answers for the schedules.
import type { Client } from '@temporalio/client';

/** An answer takes 20 ms, on a busy server 60. Who waits for a lost one waits 5 s, or as long as the call may take. */
const AGAIN_AFTER_MS = [250, 750, 1_750] as const;

/**
 * Asks at once, and once more at each of the times as long as nothing was heard. What comes first counts, an error as well; the
 * other questions are then called off. Only for what changes nothing, and within a deadline of the caller's.
 */
export async function askAgain<T>(
  client: Pick<Client, 'withAbortSignal'>,
  ask: () => Promise<T>,
  againAfterMs: readonly number[] = AGAIN_AFTER_MS,
): Promise<T> {
  const answered = new AbortController();
  const timers: NodeJS.Timeout[] = [];
  try {
    return await new Promise<T>((resolve, reject) => {
      const askOnce = (): void => void client.withAbortSignal(answered.signal, ask).then(resolve, reject);
      timers.push(...againAfterMs.map((afterMs) => setTimeout(askOnce, afterMs)));
      askOnce();
    });
  } finally {
    for (const timer of timers) clearTimeout(timer);
    answered.abort();
  }
}
