// The steps around providers, as workflows see them; on the `default` queue like the others.
import type { BreakerState } from '../domain/provider/types.ts';
import type * as m from './provider-messages.ts';

export interface ProviderActivities {
  /** The breaker as it is stored; closed when nothing was ever stored. */
  readBreaker(request: m.BreakerInput): Promise<BreakerState>;
  /** Stores it for all processes to see, and raises or resolves the alert. An older state than the stored one changes nothing. */
  saveBreaker(request: m.SaveBreakerRequest): Promise<void>;
  /** Compares what A and B publish for a date, and alerts. Fails: RATES_NOT_PUBLISHED, RATES_UNAVAILABLE (both retryable). */
  compareRates(request: m.RatesCheckInput): Promise<m.RatesCheckResult>;
}
