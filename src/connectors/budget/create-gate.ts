// The gate over a store: barriers first (pause, breaker), then the budget; what a request's end says goes to everybody.
import { setTimeout as pause } from 'node:timers/promises';
import { MorrowError } from '../../contract/errors.ts';
import { PRIORITIES } from '../../contract/priorities.ts';
import { isUnlimited } from '../../domain/provider/budget.ts';
import { takeProbe, withPause } from '../../domain/provider/claim.ts';
import type { ProviderId } from '../../domain/provider/types.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ProviderStore } from '../../ports/provider-store.ts';
import { ProviderBoard } from './board.ts';
import type { GatedRequest, ProviderGate } from './gate.ts';
import { OutcomeLog, type BreakerKeeper, type Outcome } from './outcome-log.ts';
import { BudgetQueue, PATIENCE_MS } from './queue.ts';
import { barrierOf, barrierRefusal, probesOut } from './refusals.ts';

export interface GateOptions {
  readonly store: ProviderStore;
  readonly keeper: BreakerKeeper;
  readonly clock: Clock;
  /** Names this process; unique among those that are alive. */
  readonly holder: string;
  /** How urgent the request is that is made now, a key of PRIORITIES; without it, all are alike. */
  readonly priority?: () => number | undefined;
}

/** What Temporal takes for whoever names none. */
const UNNAMED = PRIORITIES.catchUp;

/** How the way in ended: what to call when the request is over, and whether it is a probe. */
interface Entry {
  leave(): void;
  readonly probe: boolean;
}

const FREE: Entry = { leave: () => undefined, probe: false };
/** An open breaker whose pause ended so long ago has nobody who keeps it. */
const OVERDUE_MS = 5_000;
/** A known pause is only written again when the new one ends this much later. */
const PAUSE_STEP_MS = 250;

export function createGate(options: GateOptions): ProviderGate {
  const board = new ProviderBoard(options.store, options.clock);
  const desks = new Map<ProviderId, Desk>();
  return {
    run: async (request, ask) => {
      const { provider } = request;
      const desk = desks.get(provider) ?? new Desk(provider, { ...options, board });
      desks.set(provider, desk);
      return await desk.run(request, ask);
    },
  };
}

/** Everything about one provider in this process. */
class Desk {
  readonly #provider: ProviderId;
  readonly #options: GateOptions & { readonly board: ProviderBoard };
  readonly #queue: BudgetQueue;
  readonly #log: OutcomeLog;
  #remindedAtMs = 0;

  constructor(provider: ProviderId, options: GateOptions & { readonly board: ProviderBoard }) {
    this.#provider = provider;
    this.#options = options;
    this.#queue = new BudgetQueue(provider, options);
    this.#log = new OutcomeLog(provider, options);
  }

  async run<T>(request: GatedRequest, ask: () => Promise<T>): Promise<T> {
    const entry = await this.#enter(request);
    try {
      const answer = await ask();
      this.#note(entry, 'success');
      return answer;
    } catch (error) {
      this.#note(entry, request.signal?.aborted === true ? null : outcomeOf(error));
      await this.#pauseAsTold(error);
      throw error;
    } finally {
      entry.leave();
    }
  }

  async #enter(request: GatedRequest): Promise<Entry> {
    const { board } = this.#options;
    const reading = board.refresh();
    if (reading !== null) await reading;
    const { breaker, budget } = board.known(this.#provider);
    if (breaker.mode === 'half-open') return await this.#enterAsProbe();
    await this.#passBarrier(request);
    if (budget === null || isUnlimited(budget)) return FREE;
    const priority = this.#options.priority?.() ?? UNNAMED;
    return { leave: await this.#queue.enter({ ...request, priority }, budget), probe: false };
  }

  /** A short pause is waited for; a longer one is not worth a place in the worker. */
  async #passBarrier({ signal }: GatedRequest): Promise<void> {
    const nowMs = this.#now();
    const barrier = barrierOf(this.#options.board.known(this.#provider), nowMs);
    if (barrier === null) return;
    const leftMs = (barrier.untilMs ?? Infinity) - nowMs;
    if (barrier.code === 'BREAKER_OPEN' || leftMs > PATIENCE_MS) {
      if (leftMs < -OVERDUE_MS) this.#remindKeeper(nowMs);
      throw barrierRefusal(this.#provider, barrier, nowMs);
    }
    const options = signal === undefined ? {} : { signal };
    await pause(leftMs + Math.random() * PAUSE_STEP_MS, undefined, options).catch(() => signal?.throwIfAborted());
  }

  async #enterAsProbe(): Promise<Entry> {
    const { store, board } = this.#options;
    if (board.known(this.#provider).probesLeft === 0) throw probesOut(this.#provider);
    const state = await store.update(this.#provider, (current) => {
      const taken = takeProbe(current);
      return { state: taken ?? current, result: { current: taken ?? current, taken: taken !== null } };
    });
    board.put(state.current);
    if (state.taken) return { ...FREE, probe: true };
    throw probesOut(this.#provider);
  }

  #note({ probe }: Entry, outcome: Outcome | null): void {
    if (outcome === null) return;
    if (probe) void this.#options.keeper.reportProbe(this.#provider, outcome === 'success');
    else this.#log.note(outcome);
  }

  /** One that was told to wait tells everybody, here and in the other processes. */
  async #pauseAsTold(error: unknown): Promise<void> {
    const waitMs = pauseOf(error);
    if (waitMs === null) return;
    const { store, board } = this.#options;
    const untilMs = this.#now() + waitMs;
    if (untilMs <= (board.known(this.#provider).pausedUntilMs ?? 0) + PAUSE_STEP_MS) return;
    board.put(withPause(board.known(this.#provider), untilMs));
    const barrier = { code: 'PROVIDER_PAUSED', untilMs } as const;
    this.#queue.refuseAll(() => barrierRefusal(this.#provider, barrier, this.#now()));
    const write = store.update(this.#provider, (current) => ({ state: withPause(current, untilMs), result: null }));
    // What the provider said is the error to tell, not that it could not be noted.
    await write.catch(() => undefined);
  }

  #remindKeeper(nowMs: number): void {
    if (nowMs - this.#remindedAtMs < OVERDUE_MS) return;
    this.#remindedAtMs = nowMs;
    void this.#options.keeper.reportOutcomes(this.#provider, { requests: 0, failures: 0 });
  }

  #now = (): number => this.#options.clock.now().getTime();
}

/** Whether the provider is to blame. Null: it was not asked, or the answer says nothing about its health. */
function outcomeOf(error: unknown): Outcome | null {
  if (!(error instanceof MorrowError) || error.code === 'SOURCE_NOT_CONFIGURED') return null;
  if (error.code !== 'SOURCE_UNAVAILABLE') return 'success';
  return error.retryAfterMs === undefined ? 'failure' : null;
}

/** Retry-After of 429 and 503 is meant for every account. A report that is not ready is one account's own. */
function pauseOf(error: unknown): number | null {
  if (!(error instanceof MorrowError)) return null;
  const forAll = error.code === 'SOURCE_RATE_LIMITED' || error.code === 'SOURCE_UNAVAILABLE';
  return forAll ? (error.retryAfterMs ?? null) : null;
}
