// What processes do to the shared state of a provider: claim a part of the budget, take a probe, report outcomes.
// Pure, so that a store only has to apply it atomically.
import { PROBES } from './breaker.ts';
import { addOutcomes, recentOutcomes } from './outcomes.ts';
import { allotSlots, liveOthers, SLOT_LEASE_MS } from './slots.ts';
import { reserveTokens } from './tokens.ts';
import type { BreakerState, OutcomeCounts, ProviderBudget, ProviderState } from './types.ts';

/** What a process has and wants. Wanting nothing gives everything back. */
export interface ProviderClaim {
  /** The process. */
  readonly holder: string;
  /** Requests it has under way. */
  readonly inUse: number;
  /** Requests it has under way or waiting. */
  readonly wanted: number;
  /** Tokens it can use before `latestMs`. */
  readonly tokens: number;
  readonly latestMs: number;
}

export interface ProviderGrant {
  /** When each token may be used; empty without a rate limit. */
  readonly tokenTimesMs: readonly number[];
  /** Requests it may have under way, possibly fewer than it has; null: any number. */
  readonly slots: number | null;
  /** Processes that share the budget now, this one included. */
  readonly processes: number;
}

export interface Settled {
  readonly state: ProviderState;
  readonly grant: ProviderGrant;
}

export function settleClaim(state: ProviderState, claim: ProviderClaim, nowMs: number): Settled {
  const { holder, inUse, wanted } = claim;
  const others = liveOthers(state.holders, { holder, nowMs });
  const slots = slotsFor(state, claim, nowMs);
  const { timesMs, nextTokenAtMs } = tokensFor(state, claim, { slots, nowMs });
  const held = slots === null ? 0 : Math.max(inUse, slots);
  const mine = { id: holder, slots: held, wanted, expiresAtMs: nowMs + SLOT_LEASE_MS };
  return {
    state: { ...state, nextTokenAtMs, holders: wanted === 0 || state.budget === null ? others : [...others, mine] },
    grant: { tokenTimesMs: timesMs, slots, processes: others.length + 1 },
  };
}

function slotsFor({ budget, holders }: ProviderState, claim: ProviderClaim, nowMs: number): number | null {
  if (budget === null || budget.maxConcurrent === null) return null;
  const { holder, inUse, wanted } = claim;
  return allotSlots(holders, budget.maxConcurrent, { holder, inUse, wanted, nowMs });
}

/** Only for what can go at once: a token that waits for a slot would later go out together with others. */
function tokensFor(
  { budget, nextTokenAtMs }: ProviderState,
  { tokens, inUse, latestMs }: ProviderClaim,
  { slots, nowMs }: { readonly slots: number | null; readonly nowMs: number },
) {
  if (budget === null || budget.requestsPerSecond === null) return { timesMs: [], nextTokenAtMs };
  const count = slots === null ? tokens : Math.max(0, Math.min(tokens, slots - inUse));
  const rate = { requestsPerSecond: budget.requestsPerSecond, burst: budget.burst };
  return reserveTokens(nextTokenAtMs, rate, { nowMs, count, latestMs });
}

/** Instants reserved under the old limits are given up: what is new begins now. */
export const withBudget = (state: ProviderState, budget: ProviderBudget | null, nowMs: number): ProviderState => ({
  ...state,
  budget,
  nextTokenAtMs: Math.min(state.nextTokenAtMs, nowMs),
});

/** Never shortens a pause that another answer asked for. */
export const withPause = (state: ProviderState, untilMs: number): ProviderState => ({
  ...state,
  pausedUntilMs: Math.max(state.pausedUntilMs ?? 0, untilMs),
});

/** Null when the half-open breaker has no probe left, or is not half-open. */
export const takeProbe = (state: ProviderState): ProviderState | null =>
  state.breaker.mode === 'half-open' && state.probesLeft > 0 ? { ...state, probesLeft: state.probesLeft - 1 } : null;

/** How requests of one process ended. `recent`: of all processes within the window. */
export function withOutcomes(state: ProviderState, counts: OutcomeCounts, nowMs: number) {
  const outcomes = addOutcomes(state.outcomes, counts, nowMs);
  return { state: { ...state, outcomes }, recent: recentOutcomes(outcomes, nowMs) };
}

/** A breaker that has changed is judged by what comes from now on. A state older than the stored one changes nothing. */
export const withBreaker = (state: ProviderState, breaker: BreakerState): ProviderState =>
  breaker.sequence <= state.breaker.sequence
    ? state
    : { ...state, breaker, outcomes: [], probesLeft: breaker.mode === 'half-open' ? PROBES : 0 };
