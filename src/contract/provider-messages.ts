// What travels through Temporal about providers: the breaker's inputs, signals and update, and the comparison of rates.
import type { IsoDate } from '../domain/ids.ts';
import type { BreakerAction } from '../domain/provider/breaker.ts';
import type { BreakerState, ProviderId } from '../domain/provider/types.ts';

export interface BreakerInput {
  readonly provider: ProviderId;
}

/**
 * `outcomes`: most recent requests of all processes failed; no counts: look whether a pause is over. `probes`: how probes
 * of the half-open phase ended. Both carry `OutcomeCounts`.
 */
export const BREAKER_SIGNALS = { outcomes: 'outcomes', probes: 'probes' } as const;
/** Answers the state that the change has led to. */
export const BREAKER_UPDATES = { operate: 'operate' } as const;

export interface OperateBreaker {
  readonly action: BreakerAction;
  /** Who, for the record. */
  readonly by: string;
  readonly reason: string;
}

export interface SaveBreakerRequest extends BreakerInput {
  readonly breaker: BreakerState;
}

export interface RatesCheckInput {
  readonly date: IsoDate;
}

/** How provider A and reserve B agree about a date. */
export interface RatesCheckResult {
  /** Currencies that both publish; 0: they cannot be compared. */
  readonly compared: number;
  /** Null when nothing was compared. */
  readonly largest: { readonly currency: string; readonly percent: number } | null;
  readonly alerted: boolean;
}
