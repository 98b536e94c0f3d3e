// What this process knows about the providers: the stored state, read again at most once a second and only while requests
// are made. So a calm, unlimited provider costs no store call per request, and a change is seen within a second.
import type { Clock } from '../../ports/clock.ts';
import type { ProviderStore } from '../../ports/provider-store.ts';
import { freshProvider, type ProviderId, type ProviderState } from '../../domain/provider/types.ts';

const FRESH_MS = 1_000;

export class ProviderBoard {
  readonly #store: ProviderStore;
  readonly #clock: Clock;
  #states = new Map<ProviderId, ProviderState>();
  #readAtMs = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | null = null;

  constructor(store: ProviderStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Null while it is fresh: whoever asks then pays nothing. @throws MorrowError STORE_UNREACHABLE. */
  refresh(): Promise<void> | null {
    if (this.#clock.now().getTime() - this.#readAtMs < FRESH_MS) return null;
    return (this.#reading ??= this.#read().finally(() => (this.#reading = null)));
  }

  known(id: ProviderId): ProviderState {
    return this.#states.get(id) ?? freshProvider(id);
  }

  /** What an own change has brought to light. */
  put(state: ProviderState): void {
    this.#states.set(state.id, state);
  }

  async #read(): Promise<void> {
    const startedMs = this.#clock.now().getTime();
    const states = await this.#store.list();
    this.#states = new Map(states.map((state) => [state.id, state]));
    this.#readAtMs = startedMs;
  }
}
