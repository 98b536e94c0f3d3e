// The circuit breaker's rules: closed while a provider answers, open when most requests fail, half-open to find out with a
// few probes whether it has recovered. Pure; the workflow `providerBreaker` gives it time and memory.
import { isTrouble } from './outcomes.ts';
import type { BreakerState, OutcomeCounts } from './types.ts';

/** Requests of a half-open phase; all must succeed. */
export const PROBES = 3;
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 300_000;
/** Probes whose outcome nobody reports, because their process died, are given out anew after this. */
export const PROBE_PATIENCE_MS = 30_000;
/** Closed for so long, the next opening counts as the first again. */
export const QUIET_MS = 600_000;

export const AUTOMATIC = 'automatic';

export type BreakerEvent =
  /** What workers saw within the window. */
  | { readonly kind: 'outcomes'; readonly counts: OutcomeCounts }
  /** How probes ended. */
  | { readonly kind: 'probes'; readonly counts: OutcomeCounts }
  /** `untilMs` has passed. */
  | { readonly kind: 'due' }
  | { readonly kind: 'operate'; readonly action: BreakerAction; readonly by: string; readonly reason: string };

export const BREAKER_ACTIONS = ['open', 'close'] as const;
export type BreakerAction = (typeof BREAKER_ACTIONS)[number];

/** The same object when the event changes nothing. */
export function nextBreaker(state: BreakerState, event: BreakerEvent, nowMs: number): BreakerState {
  switch (event.kind) {
    case 'outcomes':
      return state.mode === 'closed' && isTrouble(event.counts) ? trip(state, shareOf(event.counts), nowMs) : state;
    case 'probes':
      return state.mode === 'half-open' ? judgeProbes(state, event.counts, nowMs) : state;
    case 'due':
      return state.untilMs !== null && state.untilMs <= nowMs ? halfOpen(state, nowMs) : state;
    case 'operate':
      return event.action === 'open' ? openByHand(state, event, nowMs) : close(state, event, nowMs);
  }
}

/** How long the n-th opening in a row lasts: 10 s, doubled each time, at most 5 minutes. */
export const pauseMs = (trips: number): number => Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (trips - 1));

function trip(state: BreakerState, reason: string, nowMs: number): BreakerState {
  const quiet = state.mode === 'closed' && nowMs - state.sinceMs > QUIET_MS;
  const trips = quiet ? 1 : state.trips + 1;
  const untilMs = nowMs + pauseMs(trips);
  return change(state, { mode: 'open', trips, untilMs, by: AUTOMATIC, reason }, nowMs);
}

const halfOpen = (state: BreakerState, nowMs: number): BreakerState =>
  change(state, { mode: 'half-open', untilMs: nowMs + PROBE_PATIENCE_MS, by: AUTOMATIC }, nowMs);

function judgeProbes(state: BreakerState, { requests, failures }: OutcomeCounts, nowMs: number): BreakerState {
  if (failures > 0) return trip(state, `${failures} of ${requests} probes failed`, nowMs);
  const probesPassed = state.probesPassed + requests;
  if (probesPassed < PROBES) return { ...state, probesPassed };
  return close(state, { by: AUTOMATIC, reason: `${probesPassed} probes succeeded` }, nowMs);
}

/** A person's opening has no end by itself. */
const openByHand = (state: BreakerState, { by, reason }: Operator, nowMs: number): BreakerState =>
  change(state, { mode: 'open', untilMs: null, by, reason }, nowMs);

const close = (state: BreakerState, { by, reason }: Operator, nowMs: number): BreakerState =>
  change(state, { mode: 'closed', untilMs: null, by, reason, ...(by === AUTOMATIC ? {} : { trips: 0 }) }, nowMs);

interface Operator {
  readonly by: string;
  readonly reason: string;
}

const change = (state: BreakerState, changes: Partial<BreakerState>, nowMs: number): BreakerState => ({
  ...state,
  probesPassed: 0,
  sinceMs: nowMs,
  sequence: state.sequence + 1,
  ...changes,
});

const shareOf = ({ requests, failures }: OutcomeCounts): string =>
  `${failures} of ${requests} requests failed within 30 s`;
