// Tries a connection again and again until a deadline, so that processes may start in any order.

export interface RetryDeadline {
  /** Give up this long after the first try, in ms. */
  readonly deadlineMs: number;
  /** True for what no waiting cures, such as refused credentials. */
  readonly isFinal: (error: unknown) => boolean;
  /** Told after the first failure and then about every ten seconds, so that nobody looks at a silent process. */
  readonly onWaiting?: () => void;
}

const TELL_EVERY_MS = 10_000;

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;

/** @param attempt gets the milliseconds that are left. Throws the last error of `attempt`. */
export async function retryUntil<T>(attempt: (leftMs: number) => Promise<T>, deadline: RetryDeadline): Promise<T> {
  const end = Date.now() + deadline.deadlineMs;
  let tellAt = 0;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await attempt(Math.max(end - Date.now(), FIRST_PAUSE_MS));
    } catch (error) {
      if (deadline.isFinal(error) || Date.now() + pauseMs >= end) throw error;
    }
    if (Date.now() >= tellAt) {
      tellAt = Date.now() + TELL_EVERY_MS;
      deadline.onWaiting?.();
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
