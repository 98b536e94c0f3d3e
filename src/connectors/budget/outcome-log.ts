// How this process's requests ended, told to the others in batches: at most once a second, and nothing while all is well.
// Best effort: losing a batch only makes the breaker a little slower.
import { addCounts, isTrouble, NO_OUTCOMES } from '../../domain/provider/outcomes.ts';
import { withOutcomes } from '../../domain/provider/claim.ts';
import type { OutcomeCounts, ProviderId } from '../../domain/provider/types.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ProviderStore } from '../../ports/provider-store.ts';
import type { ProviderBoard } from './board.ts';

/** Who keeps the breakers. Never throws: it says in its own log what went wrong. */
export interface BreakerKeeper {
  /** Most of the provider's recent requests failed; or, with no counts, that an open breaker is overdue to probe. */
  reportOutcomes(provider: ProviderId, recent: OutcomeCounts): Promise<void>;
  /** How a probe ended. */
  reportProbe(provider: ProviderId, succeeded: boolean): Promise<void>;
}

export type Outcome = 'success' | 'failure';

const BATCH_MS = 1_000;
/** Successes older than this say nothing about a failure of now. */
const FORGET_MS = 10_000;

export interface OutcomeLogDeps {
  readonly store: ProviderStore;
  readonly board: ProviderBoard;
  readonly keeper: BreakerKeeper;
  readonly clock: Clock;
}

export class OutcomeLog {
  readonly #provider: ProviderId;
  readonly #deps: OutcomeLogDeps;
  #counts: OutcomeCounts = NO_OUTCOMES;
  #sinceMs = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(provider: ProviderId, deps: OutcomeLogDeps) {
    this.#provider = provider;
    this.#deps = deps;
  }

  note(outcome: Outcome): void {
    const nowMs = this.#deps.clock.now().getTime();
    if (this.#counts.failures === 0 && nowMs - this.#sinceMs > FORGET_MS) {
      this.#counts = NO_OUTCOMES;
      this.#sinceMs = nowMs;
    }
    this.#counts = addCounts(this.#counts, { requests: 1, failures: outcome === 'failure' ? 1 : 0 });
    if (this.#counts.failures > 0 && this.#timer === null) {
      this.#timer = setTimeout(() => void this.#tell(), BATCH_MS).unref();
    }
  }

  async #tell(): Promise<void> {
    const { store, board, keeper, clock } = this.#deps;
    const counts = this.#counts;
    this.#counts = NO_OUTCOMES;
    this.#timer = null;
    try {
      const { state, recent } = await store.update(this.#provider, (current) => {
        const change = withOutcomes(current, counts, clock.now().getTime());
        return { state: change.state, result: change };
      });
      board.put(state);
      if (state.breaker.mode === 'closed' && isTrouble(recent)) await keeper.reportOutcomes(this.#provider, recent);
    } catch {
      // A store that is away fails the steps themselves; the next batch counts again.
    }
  }
}
