// Tries a connection again and again until a deadline, so that processes may start in any order.

export interface RetryDeadline {
  /** Give up this long after the first try, in ms. */
  readonly deadlineMs: number;
  /** True for what no waiting cures, such as refused credentials. */
  readonly isFinal: (error: unknown) => boolean;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;

/** @param attempt gets the milliseconds that are left. Throws the last error of `attempt`. */
export async function retryUntil<T>(attempt: (leftMs: number) => Promise<T>, deadline: RetryDeadline): Promise<T> {
  const end = Date.now() + deadline.deadlineMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await attempt(Math.max(end - Date.now(), FIRST_PAUSE_MS));
    } catch (error) {
      if (deadline.isFinal(error) || Date.now() + pauseMs >= end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
