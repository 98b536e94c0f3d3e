// How long a service asks us to wait (RFC 9110, section 10.2.3), bounded so that a bad value cannot stop a day.

const MAX_RETRY_AFTER_MS = 3_600_000;

const SECONDS = /^\d+$/;
const HTTP_DATE = /^[A-Z][a-z]+, .* GMT$/;

/**
 * Milliseconds to wait, at most an hour. Undefined when the header is absent, unreadable, zero or past: then the step's
 * own back-off decides, because asking again at once would spin.
 */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim() ?? '';
  const waitMs = SECONDS.test(text)
    ? Number(text) * 1_000
    : HTTP_DATE.test(text)
      ? Date.parse(text) - now.getTime()
      : 0;
  return waitMs > 0 ? Math.min(waitMs, MAX_RETRY_AFTER_MS) : undefined;
}
