// The outside services as we budget them: limits, health, and what processes hold of both. All instants are ms since 1970.
import { isSourceId, type SourceId } from '../ids.ts';
import type { RatesProviderId } from '../revenue/types.ts';

/** A source of revenue or a publisher of rates. */
export type ProviderId = SourceId | RatesProviderId;

export const RATES_PROVIDERS: readonly RatesProviderId[] = ['rates-a', 'rates-b'];

/** Same alphabet as a source id, which the ids of the rates providers keep to as well. */
export const isProviderId = (text: string): text is ProviderId => isSourceId(text);

/** Limits of one provider, over all processes together. */
export interface BudgetLimits {
  /** Null: unlimited. */
  readonly requestsPerSecond: number | null;
  /** Requests that may go at once after a quiet time; 1 spaces them evenly. */
  readonly burst: number;
  /** Requests under way at once; null: unlimited. */
  readonly maxConcurrent: number | null;
  /** The largest share of `maxConcurrent` that one account may hold at once, above 0 up to 1; null: all of it. */
  readonly accountShare: number | null;
}

export interface ProviderBudget extends BudgetLimits {
  readonly updatedBy: string;
  readonly reason: string;
  readonly updatedAtMs: number;
}

export type BreakerMode = 'closed' | 'open' | 'half-open';

export interface BreakerState {
  readonly mode: BreakerMode;
  readonly sinceMs: number;
  /** Open: when probes begin; null: when a person closes it. Half-open: when lost probes are given out anew. Closed: null. */
  readonly untilMs: number | null;
  /** Openings in a row; the pause grows with them. */
  readonly trips: number;
  /** Probes of this half-open phase that succeeded. */
  readonly probesPassed: number;
  /** Grows with every change, so that a late write never undoes a newer one. */
  readonly sequence: number;
  /** A person's name, or `automatic`. */
  readonly by: string;
  readonly reason: string;
}

/** What one process holds of the budget. It expires, so that a killed process gives its slots back. */
export interface SlotHolder {
  readonly id: string;
  /** Requests it may have under way. */
  readonly slots: number;
  /** Requests it has under way or waiting. */
  readonly wanted: number;
  readonly expiresAtMs: number;
}

/** Requests of a few seconds and how many of them failed for reasons that are the provider's. */
export interface OutcomeBucket {
  readonly startMs: number;
  readonly requests: number;
  readonly failures: number;
}

export interface OutcomeCounts {
  readonly requests: number;
  readonly failures: number;
}

/** Everything that is shared about a provider: one row of the store. */
export interface ProviderState {
  readonly id: ProviderId;
  readonly budget: ProviderBudget | null;
  readonly breaker: BreakerState;
  /** Nobody asks before: the provider said so with Retry-After. */
  readonly pausedUntilMs: number | null;
  /** Requests that may still be tried in this half-open phase. */
  readonly probesLeft: number;
  /** When the next request would be due if all were evenly spaced. */
  readonly nextTokenAtMs: number;
  readonly holders: readonly SlotHolder[];
  readonly outcomes: readonly OutcomeBucket[];
}

export const CLOSED_BREAKER: BreakerState = {
  mode: 'closed',
  sinceMs: 0,
  untilMs: null,
  trips: 0,
  probesPassed: 0,
  sequence: 0,
  by: 'automatic',
  reason: 'never opened',
};

/** A provider about which nothing was ever said: unlimited and well. */
export const freshProvider = (id: ProviderId): ProviderState => ({
  id,
  budget: null,
  breaker: CLOSED_BREAKER,
  pausedUntilMs: null,
  probesLeft: 0,
  nextTokenAtMs: 0,
  holders: [],
  outcomes: [],
});
