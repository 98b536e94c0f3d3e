// What stands between the connectors and the outside services: who may ask whom, when. Without limits it lets everyone pass.
import type { ProviderId } from '../../domain/provider/types.ts';

export interface GatedRequest {
  readonly provider: ProviderId;
  /** '' for requests that belong to no account. */
  readonly account: string;
  /** True for what goes on with a report that has begun: it waits longer, because giving up would waste what was asked. */
  readonly continues: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface ProviderGate {
  /**
   * Runs `ask` when the provider's budget and health allow it, and learns from how it ends.
   * @throws MorrowError PROVIDER_BUDGET_SPENT, PROVIDER_PAUSED, BREAKER_OPEN (retryable, quiet, with `retryAfterMs`) when
   *   that is not soon; STORE_UNREACHABLE; the signal's reason; whatever `ask` throws.
   */
  run<T>(request: GatedRequest, ask: () => Promise<T>): Promise<T>;
}

export const openGate: ProviderGate = { run: (_, ask) => ask() };
