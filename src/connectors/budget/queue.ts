// One provider's budget as this process sees it: requests wait in line, and the shared state is asked for slots and instants
// in slices, one atomic change for many requests. Whoever would wait too long is told when to come back instead.
import { settleClaim, type ProviderGrant } from '../../domain/provider/claim.ts';
import { spacingMs, usableAtMs } from '../../domain/provider/tokens.ts';
import type { ProviderBudget, ProviderId, ProviderState } from '../../domain/provider/types.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ProviderStore } from '../../ports/provider-store.ts';
import type { ProviderBoard } from './board.ts';
import type { GatedRequest } from './gate.ts';
import { Line } from './line.ts';
import { barrierOf, barrierRefusal, budgetRefusal } from './refusals.ts';
import { Usage } from './usage.ts';

/** A first request may be a local activity, which has 3 s in all. */
export const PATIENCE_MS = 1_500;
/** What goes on with a report has an ordinary activity's 30 s. */
const LONG_PATIENCE_MS = 20_000;
/** How much of the rate is reserved at once. */
const SLICE_MS = 250;
/** Requests that come one after the other are asked for together. */
const GATHER_MS = 10;
/** Turns are promised this much closer than they come: who is early waits in line, who is late leaves no gap. */
const EAGERNESS = 0.7;
/** How often held slots are confirmed; well within their lease. */
const RENEW_MS = 1_000;

export interface QueueDeps {
  /** Names this process among those that share the budget. */
  readonly holder: string;
  readonly store: ProviderStore;
  readonly board: ProviderBoard;
  readonly clock: Clock;
}

/** A request that has a place in line. */
export interface QueuedRequest extends GatedRequest {
  /** A key of PRIORITIES, 1 before 5. */
  readonly priority: number;
}

interface Waiter extends Pick<QueuedRequest, 'account' | 'priority'> {
  start(): void;
  refuse(reason: unknown): void;
}

export class BudgetQueue {
  readonly #provider: ProviderId;
  readonly #deps: QueueDeps;
  readonly #line = new Line<Waiter>();
  readonly #usage = new Usage();
  #budgetOfMs = Number.NaN;
  #tokensMs: number[] = [];
  #slots: number | null = 0;
  #processes = 1;
  #askedAtMs = Number.NEGATIVE_INFINITY;
  #asking = false;
  #askedFor = 0;
  /** Got fewer tokens than asked for: no use asking again before. */
  #enoughUntilMs = 0;
  /** Up to when turns have been promised to those who were sent away, by priority. */
  readonly #promised = new Map<number, number>();
  #timer: NodeJS.Timeout | null = null;

  constructor(provider: ProviderId, deps: QueueDeps) {
    this.#provider = provider;
    this.#deps = deps;
  }

  /** Resolves when the request may go; what it returns is called when it has ended. */
  async enter(request: QueuedRequest, budget: ProviderBudget): Promise<() => void> {
    request.signal?.throwIfAborted();
    this.#adopt(budget);
    const patienceMs = request.continues ? LONG_PATIENCE_MS : PATIENCE_MS;
    const waitMs = this.#line.placeOf(request) * this.#paceMs(budget);
    if (waitMs > patienceMs) throw this.#sendAway(budget, request.priority);
    if (this.#line.size === 0) this.#tokensMs = this.#tokensMs.filter((atMs) => atMs > this.#now());
    await this.#wait(request, patienceMs);
    const startedMs = this.#now();
    return () => {
      this.#usage.end(request.account, this.#now() - startedMs);
      this.#pump();
    };
  }

  /** Nobody in line waits any longer, the most urgent is told first. */
  refuseAll(reason: (waiter: Pick<Waiter, 'priority'>) => unknown): void {
    for (const waiter of this.#line.removeAll()) waiter.refuse(reason(waiter));
  }

  #wait({ account, priority, continues, signal }: QueuedRequest, patienceMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      const waiter: Waiter = {
        account,
        priority,
        start: () => (leave(), resolve()),
        refuse: (reason) => (leave(), reject(reason)),
      };
      const giveUp = (reason: unknown): void => {
        this.#line.remove(waiter);
        waiter.refuse(reason);
      };
      const onAbort = (): void => giveUp(signal?.reason);
      const timer = setTimeout(() => giveUp(this.#sendAway(this.#budget(), priority)), patienceMs);
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#line.push(waiter, { ahead: continues });
      this.#pump();
    });
  }

  /** New limits: what was reserved under the old ones is given up, and turns are promised anew. */
  #adopt(budget: ProviderBudget): void {
    if (budget.updatedAtMs === this.#budgetOfMs) return;
    this.#budgetOfMs = budget.updatedAtMs;
    this.#enoughUntilMs = 0;
    this.#tokensMs = [];
    this.#slots = budget.maxConcurrent === null ? null : 0;
    this.#askedAtMs = Number.NEGATIVE_INFINITY;
    this.#promised.clear();
  }

  #pump(): void {
    this.#start();
    const budget = this.#budget();
    if (budget === null) return this.#releaseAll();
    const dueMs = this.#nextClaimMs(budget);
    if (dueMs !== null && dueMs <= this.#now()) void this.#claim(budget);
    else this.#wakeAt(Math.min(dueMs ?? Infinity, this.#line.size > 0 ? (this.#tokensMs[0] ?? Infinity) : Infinity));
  }

  #start(): void {
    const budget = this.#budget();
    while (this.#line.size > 0 && this.#mayStart(budget)) {
      const waiter = this.#line.take((account) => this.#usage.mayStart(account, this.#accountSlots(budget)));
      if (waiter === undefined) return;
      this.#tokensMs.shift();
      this.#usage.begin(waiter.account);
      waiter.start();
    }
  }

  #mayStart(budget: ProviderBudget | null): boolean {
    if (budget === null) return true;
    if (this.#freeSlots() === 0) return false;
    return budget.requestsPerSecond === null || (this.#tokensMs[0] ?? Infinity) <= this.#now();
  }

  /** Null: as many as there are. The share is of what this process holds, so it holds over all of them too. */
  #accountSlots(budget: ProviderBudget | null): number | null {
    if (budget === null || budget.accountShare === null || this.#slots === null) return null;
    return Math.max(1, Math.floor(budget.accountShare * this.#slots));
  }

  /** When the shared state is to be asked next; null: not before something happens. */
  #nextClaimMs(budget: ProviderBudget): number | null {
    if (this.#asking) return null;
    const waiting = this.#line.size;
    if (waiting > 0 && this.#tokensMs.length * 2 < this.#usefulTokens(budget)) return this.#enoughUntilMs;
    const grown = this.#usage.total + waiting > this.#askedFor;
    if (waiting > 0 && this.#freeSlots() === 0) return this.#askedAtMs + (grown ? GATHER_MS : SLICE_MS);
    if (this.#slots === null || this.#slots === 0) return null;
    return this.#askedAtMs + (this.#usage.total + waiting === 0 ? SLICE_MS : RENEW_MS);
  }

  #freeSlots = (): number => (this.#slots === null ? Infinity : Math.max(0, this.#slots - this.#usage.total));

  /** Tokens this process can use within a slice: never more than it has slots to use them in. */
  #usefulTokens({ requestsPerSecond }: ProviderBudget, freeSlots = this.#freeSlots()): number {
    if (requestsPerSecond === null) return 0;
    const slice = Math.max(1, Math.ceil((requestsPerSecond * SLICE_MS) / 1_000));
    return Math.min(this.#line.size, slice, freeSlots);
  }

  async #claim(budget: ProviderBudget): Promise<void> {
    this.#asking = true;
    try {
      const { state, grant, asked } = await this.#exchange(budget);
      this.#deps.board.put(state);
      this.#take(state, grant, asked);
    } catch (error) {
      this.refuseAll(() => error);
    } finally {
      this.#asking = false;
      this.#askedAtMs = this.#now();
    }
    this.#pump();
  }

  #exchange(budget: ProviderBudget): Promise<{ state: ProviderState; grant: ProviderGrant; asked: number }> {
    const { store, holder } = this.#deps;
    const inUse = this.#usage.total;
    const wanted = inUse + this.#line.size;
    this.#askedFor = wanted;
    // Without a slot yet, what is granted may bring some, and then the tokens for them as well.
    const useful = this.#usefulTokens(budget, this.#slots === 0 ? Infinity : this.#freeSlots());
    const tokens = Math.max(0, useful - this.#tokensMs.length);
    return store.update(this.#provider, (current) => {
      const nowMs = this.#now();
      const settled = settleClaim(current, { holder, inUse, wanted, tokens, latestMs: nowMs + PATIENCE_MS }, nowMs);
      const usable = (settled.grant.slots ?? Infinity) - inUse;
      return { state: settled.state, result: { ...settled, asked: Math.min(tokens, usable) } };
    });
  }

  #take(state: ProviderState, grant: ProviderGrant, asked: number): void {
    const nowMs = this.#now();
    if (state.budget !== null) this.#adopt(state.budget);
    this.#slots = grant.slots;
    this.#processes = grant.processes;
    this.#tokensMs.push(...grant.tokenTimesMs);
    if (grant.tokenTimesMs.length < asked) this.#enoughUntilMs = nowMs + SLICE_MS;
    const barrier = barrierOf(state, nowMs);
    if (barrier !== null) return this.refuseAll(() => barrierRefusal(this.#provider, barrier, nowMs));
    // The next instant lies beyond everybody's patience.
    const outOfTokens = state.budget !== null && this.#usefulTokens(state.budget) > 0 && this.#tokensMs.length === 0;
    if (outOfTokens) this.refuseAll(({ priority }) => this.#sendAway(state.budget, priority));
  }

  /**
   * Each of those sent away gets a turn of its own, so that they come back about as fast as they can be served; what was
   * promised to less urgent ones keeps nobody waiting.
   */
  #sendAway(budget: ProviderBudget | null, priority: number): unknown {
    const nowMs = this.#now();
    const { nextTokenAtMs } = this.#deps.board.known(this.#provider);
    const firstMs = budget?.requestsPerSecond
      ? usableAtMs(nextTokenAtMs, { requestsPerSecond: budget.requestsPerSecond, burst: budget.burst }, nowMs)
      : nowMs;
    const taken = [...this.#promised].flatMap(([other, untilMs]) => (other <= priority ? [untilMs] : []));
    const turnMs = Math.max(...taken, firstMs, nowMs + PATIENCE_MS) + EAGERNESS * this.#paceMs(budget);
    this.#promised.set(priority, turnMs);
    return budgetRefusal(this.#provider, turnMs - nowMs);
  }

  /** Time between two starts in this process, as far as is known. */
  #paceMs(budget: ProviderBudget | null): number {
    if (budget === null) return 0;
    const { requestsPerSecond, maxConcurrent } = budget;
    const byRate = requestsPerSecond === null ? 0 : spacingMs({ requestsPerSecond }) * this.#processes;
    if (maxConcurrent === null) return byRate;
    const slots = this.#slots || maxConcurrent / this.#processes;
    return Math.max(byRate, this.#usage.averageMs / slots);
  }

  /** The budget is gone: nobody has to wait any more. */
  #releaseAll(): void {
    for (const waiter of this.#line.removeAll()) {
      this.#usage.begin(waiter.account);
      waiter.start();
    }
  }

  #wakeAt(atMs: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (!Number.isFinite(atMs)) return;
    this.#timer = setTimeout(() => this.#pump(), Math.max(1, Math.ceil(atMs - this.#now()))).unref();
  }

  #budget = (): ProviderBudget | null => this.#deps.board.known(this.#provider).budget;

  #now = (): number => this.#deps.clock.now().getTime();
}
