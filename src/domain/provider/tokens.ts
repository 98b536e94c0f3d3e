// The rate limit: a generic cell rate algorithm (ITU-T I.371) whose one number is shared by all processes. A request is
// due every 1/rate seconds; one may go up to `burst - 1` of these spaces early. Who reserves gets instants, first come first
// served, so nobody polls for tokens and the sum over all processes keeps the rate exactly.

export interface TokenRate {
  /** Above 0. */
  readonly requestsPerSecond: number;
  /** At least 1. */
  readonly burst: number;
}

export interface TokenClaim {
  readonly nowMs: number;
  readonly count: number;
  /** Tokens that are usable only later than this are not reserved. */
  readonly latestMs: number;
}

export interface Reservation {
  /** When each token may be used, ascending. */
  readonly timesMs: readonly number[];
  readonly nextTokenAtMs: number;
}

export const spacingMs = ({ requestsPerSecond }: Pick<TokenRate, 'requestsPerSecond'>): number =>
  1_000 / requestsPerSecond;

export function reserveTokens(nextTokenAtMs: number, rate: TokenRate, claim: TokenClaim): Reservation {
  const timesMs: number[] = [];
  // Time that nobody used is not saved up beyond the burst.
  let due = Math.max(nextTokenAtMs, claim.nowMs);
  while (timesMs.length < claim.count) {
    const usableMs = usableAtMs(due, rate, claim.nowMs);
    if (usableMs > claim.latestMs) break;
    timesMs.push(usableMs);
    due += spacingMs(rate);
  }
  return { timesMs, nextTokenAtMs: timesMs.length === 0 ? nextTokenAtMs : due };
}

/** When a request that is due at `dueMs` may go. */
export const usableAtMs = (dueMs: number, rate: TokenRate, nowMs: number): number =>
  Math.max(nowMs, dueMs - (rate.burst - 1) * spacingMs(rate));
