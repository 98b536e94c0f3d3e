// The shared state of the outside providers: limits, breaker, and who holds what. Written by few, read by every process.
import type { ProviderId, ProviderState } from '../domain/provider/types.ts';

export interface ProviderChange<T> {
  readonly state: ProviderState;
  readonly result: T;
}

export interface ProviderStore {
  /** Every provider that anything was ever said about. */
  list(): Promise<readonly ProviderState[]>;
  /**
   * Reads, changes and writes one provider's state as one step that nobody else's comes between. A provider without a row
   * is handed over fresh. Not idempotent: a caller that repeats it changes the state again.
   * @param change pure; runs again when another writer was faster.
   * @throws MorrowError STORE_CONFLICT (retryable) when others are faster every time.
   */
  update<T>(id: ProviderId, change: (current: ProviderState) => ProviderChange<T>): Promise<T>;
}
