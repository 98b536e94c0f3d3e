// The ways a request is told to come back later: quiet, with the time to wait, and spread so that not all come back at once.
import { MorrowError, type ErrorCode } from '../../contract/errors.ts';
import type { ProviderId, ProviderState } from '../../domain/provider/types.ts';

/** However long it takes, it is looked at this often: a person may have raised the budget or closed the breaker. */
const LONGEST_WAIT_MS = 60_000;
/** A breaker that should probe by now, or has all its probes out. */
const SOON_MS = 2_000;

export interface Barrier {
  readonly code: Extract<ErrorCode, 'PROVIDER_PAUSED' | 'BREAKER_OPEN'>;
  /** Null: nobody knows. */
  readonly untilMs: number | null;
}

/** What keeps everyone from asking, whatever the budget. A half-open breaker is none: its probes are asked for. */
export function barrierOf({ breaker, pausedUntilMs }: ProviderState, nowMs: number): Barrier | null {
  if (breaker.mode === 'open') return { code: 'BREAKER_OPEN', untilMs: breaker.untilMs };
  if (pausedUntilMs !== null && pausedUntilMs > nowMs) return { code: 'PROVIDER_PAUSED', untilMs: pausedUntilMs };
  return null;
}

export function barrierRefusal(provider: ProviderId, { code, untilMs }: Barrier, nowMs: number): MorrowError {
  const leftMs = untilMs === null ? LONGEST_WAIT_MS : Math.max(SOON_MS, untilMs - nowMs);
  const waitMs = Math.min(leftMs, LONGEST_WAIT_MS);
  // A fifth of the wait, so that a long one does not end for everybody in the same second.
  return refusal(provider, code, spread(waitMs, Math.max(1_000, waitMs / 5)));
}

export const probesOut = (provider: ProviderId): MorrowError =>
  refusal(provider, 'BREAKER_OPEN', spread(SOON_MS, SOON_MS));

/** @param waitMs until its turn; beyond the longest wait turns are no longer told apart. */
export function budgetRefusal(provider: ProviderId, waitMs: number): MorrowError {
  const retryAfterMs = waitMs <= LONGEST_WAIT_MS ? waitMs : spread(LONGEST_WAIT_MS / 2, LONGEST_WAIT_MS / 2);
  return refusal(provider, 'PROVIDER_BUDGET_SPENT', retryAfterMs);
}

const PHRASES: Readonly<Record<'PROVIDER_PAUSED' | 'BREAKER_OPEN' | 'PROVIDER_BUDGET_SPENT', string>> = {
  PROVIDER_PAUSED: 'has asked for a pause',
  BREAKER_OPEN: 'is not asked at the moment: its circuit breaker is open',
  PROVIDER_BUDGET_SPENT: 'has more requests waiting than its budget allows soon',
};

function refusal(provider: ProviderId, code: keyof typeof PHRASES, retryAfterMs: number): MorrowError {
  return new MorrowError(code, `${provider} ${PHRASES[code]}.`, {
    facts: { provider },
    retryAfterMs: Math.ceil(retryAfterMs),
  });
}

const spread = (baseMs: number, widthMs: number): number => baseMs + Math.random() * widthMs;
