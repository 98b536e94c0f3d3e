// The limiter in front of the connectors: rates and slots hold over several processes, accounts take turns, and nobody holds
// a place in the worker while waiting long. Each gate here is what one worker process has; they share a real store.
import { describe, expect, onTestFinished, test } from 'vitest';
import { createGate } from '../../src/connectors/budget/create-gate.ts';
import type { ProviderGate } from '../../src/connectors/budget/gate.ts';
import { atPriority, currentPriority } from '../../src/activities/urgency.ts';
import { MorrowError } from '../../src/contract/errors.ts';
import { PRIORITIES } from '../../src/contract/priorities.ts';
import { withBreaker, withBudget, withPause } from '../../src/domain/provider/claim.ts';
import {
  CLOSED_BREAKER,
  freshProvider,
  type OutcomeCounts,
  type ProviderBudget,
} from '../../src/domain/provider/types.ts';
import { systemClock } from '../../src/ports/clock.ts';
import type { ProviderStore } from '../../src/ports/provider-store.ts';
import { sourceId } from '../helpers/builders.ts';
import { aBudget } from '../helpers/provider-builders.ts';
import { scratchStore } from '../helpers/scratch-store.ts';
import { waitFor } from '../helpers/wait-for.ts';

const PROVIDER = sourceId('app-store-1');

interface Outside {
  readonly providers: ProviderStore;
  readonly reports: OutcomeCounts[];
  readonly probes: boolean[];
  /** Store calls so far. */
  calls(): number;
  gate(holder?: string, priority?: () => number | undefined): ProviderGate;
  limit(limits: Partial<ProviderBudget>): Promise<void>;
}

async function anOutside(): Promise<Outside> {
  const { providers } = await scratchStore();
  let calls = 0;
  const counted: ProviderStore = {
    list: () => ((calls += 1), providers.list()),
    update: (id, change) => ((calls += 1), providers.update(id, change)),
  };
  const reports: OutcomeCounts[] = [];
  const probes: boolean[] = [];
  const keeper = {
    reportOutcomes: (_: unknown, counts: OutcomeCounts) => Promise.resolve(void reports.push(counts)),
    reportProbe: (_: unknown, succeeded: boolean) => Promise.resolve(void probes.push(succeeded)),
  };
  let budgets = 0;
  return {
    providers,
    reports,
    probes,
    calls: () => calls,
    gate: (holder = 'worker', priority = () => undefined) =>
      createGate({ store: counted, keeper, clock: systemClock, holder, priority }),
    limit: (limits) =>
      providers.update(PROVIDER, (state) => ({
        state: withBudget(state, aBudget({ updatedAtMs: (budgets += 1), ...limits }), Date.now()),
        result: undefined,
      })),
  };
}

const ask = <T>(gate: ProviderGate, account: string, work: () => Promise<T>, continues = false): Promise<T> =>
  gate.run({ provider: PROVIDER, account, continues }, work);

/** A request that stays under way until it is let go. */
function held() {
  let release = (): void => undefined;
  const gone = new Promise<void>((resolve) => (release = resolve));
  return { work: () => gone, release };
}

const failing =
  (code: 'SOURCE_UNAVAILABLE' | 'SOURCE_RATE_LIMITED' | 'SOURCE_UNAUTHORIZED', retryAfterMs?: number) => () =>
    Promise.reject(new MorrowError(code, 'Scripted.', retryAfterMs === undefined ? {} : { retryAfterMs }));

const refusalOf = (asked: Promise<unknown>): Promise<MorrowError | null> =>
  asked.then(
    () => null,
    (error: unknown) => (error instanceof MorrowError ? error : null),
  );

describe('without a budget', () => {
  test('requests pass, and the store is looked at once a second at most, however many there are', async () => {
    const outside = await anOutside();
    const gate = outside.gate();
    const startedMs = performance.now();
    for (let index = 0; index < 5_000; index += 1) await ask(gate, 'u1', () => Promise.resolve(index));
    const seconds = (performance.now() - startedMs) / 1_000;
    expect(outside.calls()).toBeLessThanOrEqual(1 + Math.ceil(seconds));
  });

  test('a budget that is set meanwhile holds within a second', async () => {
    const outside = await anOutside();
    const gate = outside.gate();
    await ask(gate, 'u1', () => Promise.resolve());
    await outside.limit({ maxConcurrent: 1 });
    let running = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, (running += 1));
      await new Promise(setImmediate);
      running -= 1;
    };
    const setMs = performance.now();
    await waitFor('one at a time', async () => {
      most = 0;
      await Promise.all([1, 2, 3].map(() => ask(gate, 'u1', work)));
      return most === 1;
    });
    expect(performance.now() - setMs).toBeLessThan(1_500);
  });
});

describe('a rate', () => {
  test('is used up and not exceeded by three processes that ask for all they can get', async () => {
    const outside = await anOutside();
    await outside.limit({ requestsPerSecond: 100, burst: 5 });
    const startsMs: number[] = [];
    const startedMs = performance.now();
    const until = startedMs + 3_000;
    const client = async (gate: ProviderGate, account: string): Promise<void> => {
      while (performance.now() < until) {
        await refusalOf(ask(gate, account, () => Promise.resolve(void startsMs.push(performance.now()))));
      }
    };
    const gates = ['a', 'b', 'c'].map((holder) => outside.gate(holder));
    await Promise.all(gates.flatMap((gate) => Array.from({ length: 20 }, (_, index) => client(gate, `u${index}`))));
    const seconds = 3;
    const within = startsMs.filter((at) => at <= until).length;
    expect(within).toBeGreaterThan(100 * seconds * 0.9);
    expect(within).toBeLessThanOrEqual(5 + 100 * seconds + 1);
    // One atomic change is good for a slice of requests.
    expect(outside.calls()).toBeLessThan(within / 2);
  });

  test('that would make somebody wait long sends him away, quietly and with his own turn', async () => {
    const outside = await anOutside();
    await outside.limit({ requestsPerSecond: 1 });
    const gate = outside.gate();
    const refusals = await Promise.all(
      Array.from({ length: 12 }, (_, index) => refusalOf(ask(gate, `u${index}`, () => Promise.resolve()))),
    );
    const away = refusals.filter((refusal) => refusal !== null);
    expect(away.length).toBeGreaterThanOrEqual(9);
    for (const { code, definition } of away) expect([code, definition.benign]).toEqual(['PROVIDER_BUDGET_SPENT', true]);
    const turns = away.map(({ retryAfterMs = 0 }) => retryAfterMs).sort((a, b) => a - b);
    // A little faster than one a second, as they can be served.
    for (const [index, turn] of turns.entries()) expect(turn).toBeGreaterThan(index * 650);
    expect(turns.at(-1)).toBeLessThan(20_000);
  });
});

describe('a concurrency limit', () => {
  test('holds over two processes', async () => {
    const outside = await anOutside();
    await outside.limit({ maxConcurrent: 4 });
    let running = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
    };
    const gates = [outside.gate('a'), outside.gate('b')];
    const asked = Array.from({ length: 30 }, (_, index) =>
      gates.map((gate) => refusalOf(ask(gate, `u${index % 7}`, work))),
    );
    const refusals = await Promise.all(asked.flat());
    expect(most).toBe(4);
    expect(refusals.filter((refusal) => refusal === null).length).toBeGreaterThan(20);
  });

  test('gives the slots of a finished process to the next one', async () => {
    const outside = await anOutside();
    await outside.limit({ maxConcurrent: 2 });
    const first = outside.gate('a');
    const holding = [held(), held()];
    const running = holding.map(({ work }) => ask(first, 'u1', work));
    await waitFor('both slots held', async () => (await outside.providers.list())[0]?.holders[0]?.slots === 2);
    const second = ask(outside.gate('b'), 'u2', () => Promise.resolve('done'));
    for (const { release } of holding) release();
    await Promise.all(running);
    expect(await second).toBe('done');
  });
});

describe('accounts', () => {
  test('take turns: a small one does not wait until a big one is done', async () => {
    const outside = await anOutside();
    await outside.limit({ maxConcurrent: 1 });
    const gate = outside.gate();
    const blocker = held();
    const blocking = ask(gate, 'blocker', blocker.work);
    await waitFor('the slot held', async () => (await outside.providers.list())[0]?.holders[0]?.slots === 1);
    const order: string[] = [];
    const served = (name: string) => ask(gate, name, () => Promise.resolve(void order.push(name)));
    const waiting = [...Array.from({ length: 4 }, () => served('big')), served('small'), served('tiny')];
    blocker.release();
    await Promise.all([blocking, ...waiting]);
    expect(order).toEqual(['big', 'small', 'tiny', 'big', 'big', 'big']);
  });

  test('hold no more than their share of the slots', async () => {
    const outside = await anOutside();
    await outside.limit({ maxConcurrent: 4, accountShare: 0.5 });
    const gate = outside.gate();
    const holding = Array.from({ length: 4 }, held);
    let started = 0;
    const big = holding.map(({ work }) => ask(gate, 'big', () => ((started += 1), work())));
    await waitFor('two of the big one under way', () => Promise.resolve(started === 2));
    await ask(gate, 'small', () => Promise.resolve());
    expect(started).toBe(2);
    for (const { release } of holding) release();
    await Promise.all(big);
  });

  test('go on with a report that has begun before they begin another one', async () => {
    const outside = await anOutside();
    await outside.limit({ maxConcurrent: 1 });
    const gate = outside.gate();
    const blocker = held();
    const blocking = ask(gate, 'u1', blocker.work);
    await waitFor('the slot held', async () => (await outside.providers.list())[0]?.holders[0]?.slots === 1);
    const order: string[] = [];
    const other = ask(gate, 'u1', () => Promise.resolve(void order.push('another report')));
    const next = ask(gate, 'u1', () => Promise.resolve(void order.push('next page')), true);
    blocker.release();
    await Promise.all([blocking, other, next]);
    expect(order).toEqual(['next page', 'another report']);
  });
});

describe('Retry-After', () => {
  test('pauses the provider for every account and every process', async () => {
    const outside = await anOutside();
    const [gate, other] = [outside.gate('a'), outside.gate('b')];
    await refusalOf(ask(gate, 'u1', failing('SOURCE_RATE_LIMITED', 60_000)));
    for (const one of [gate, other]) {
      const refusal = await refusalOf(ask(one, 'u2', () => Promise.resolve()));
      expect(refusal?.code).toBe('PROVIDER_PAUSED');
      expect(refusal?.retryAfterMs).toBeGreaterThan(55_000);
    }
  });

  test('of a moment is waited for on the spot', async () => {
    const outside = await anOutside();
    const gate = outside.gate();
    await refusalOf(ask(gate, 'u1', failing('SOURCE_RATE_LIMITED', 300)));
    const startedMs = performance.now();
    await ask(gate, 'u2', () => Promise.resolve());
    expect(performance.now() - startedMs).toBeGreaterThan(280);
  });

  test('is believed once when many are told at the same time', async () => {
    const outside = await anOutside();
    const gate = outside.gate();
    await ask(gate, 'u0', () => Promise.resolve());
    const before = outside.calls();
    const told = Array.from({ length: 50 }, (_, index) =>
      ask(gate, `u${index}`, failing('SOURCE_RATE_LIMITED', 60_000)),
    );
    await Promise.all(told.map(refusalOf));
    expect(outside.calls() - before).toBeLessThanOrEqual(2);
  });
});

describe('the breaker', () => {
  const setBreaker = (outside: Outside, changes: Partial<typeof CLOSED_BREAKER>) =>
    outside.providers.update(PROVIDER, (state) => ({
      state: withBreaker(state, { ...CLOSED_BREAKER, sequence: state.breaker.sequence + 1, ...changes }),
      result: undefined,
    }));

  test('while open sends everyone away until it probes, and nobody is asked', async () => {
    const outside = await anOutside();
    await setBreaker(outside, { mode: 'open', untilMs: Date.now() + 30_000 });
    let asked = 0;
    const refusal = await refusalOf(ask(outside.gate(), 'u1', () => Promise.resolve((asked += 1))));
    expect(refusal).toMatchObject({ code: 'BREAKER_OPEN', retryable: true });
    expect(refusal?.retryAfterMs).toBeGreaterThan(29_000);
    expect(refusal?.retryAfterMs).toBeLessThan(37_000);
    expect(asked).toBe(0);
  });

  test('half-open lets three probes through over all processes, and tells how each ended', async () => {
    const outside = await anOutside();
    await setBreaker(outside, { mode: 'half-open', untilMs: Date.now() + 30_000 });
    const gates = [outside.gate('a'), outside.gate('b')];
    const work = (index: number) => (index === 0 ? failing('SOURCE_UNAVAILABLE') : () => Promise.resolve());
    const asking = Array.from({ length: 5 }, (_, index) =>
      gates.map((gate) => refusalOf(ask(gate, `u${index}`, work(index)))),
    );
    const asked = await Promise.all(asking.flat());
    const codes = asked.map((refusal) => refusal?.code ?? 'answered').sort();
    expect(codes.filter((code) => code === 'BREAKER_OPEN')).toHaveLength(7);
    expect(outside.probes).toHaveLength(3);
    expect(outside.probes.filter((succeeded) => !succeeded)).toHaveLength(
      codes.filter((code) => code === 'SOURCE_UNAVAILABLE').length,
    );
  });

  test('hears of trouble once a second at most, and not of a healthy provider', async () => {
    const outside = await anOutside();
    const gate = outside.gate();
    for (let index = 0; index < 30; index += 1) await ask(gate, 'u1', () => Promise.resolve());
    for (let index = 0; index < 40; index += 1) await refusalOf(ask(gate, 'u1', failing('SOURCE_UNAVAILABLE')));
    await waitFor('a report', () => Promise.resolve(outside.reports.length > 0));
    expect(outside.reports).toEqual([{ requests: 70, failures: 40 }]);
  });

  test('does not count what is the fault of an account or of ourselves', async () => {
    const outside = await anOutside();
    const gate = outside.gate();
    for (let index = 0; index < 40; index += 1) await refusalOf(ask(gate, 'u1', failing('SOURCE_UNAUTHORIZED')));
    await refusalOf(ask(gate, 'u1', failing('SOURCE_UNAVAILABLE')));
    await waitFor('the outcomes', async () => (await outside.providers.list())[0]?.outcomes.length === 1);
    expect((await outside.providers.list())[0]?.outcomes[0]).toMatchObject({ requests: 41, failures: 1 });
    expect(outside.reports).toEqual([]);
  });

  test('that nobody keeps any more is reported, so that somebody does', async () => {
    const outside = await anOutside();
    await setBreaker(outside, { mode: 'open', untilMs: Date.now() - 60_000 });
    await refusalOf(ask(outside.gate(), 'u1', () => Promise.resolve()));
    expect(outside.reports).toEqual([{ requests: 0, failures: 0 }]);
  });
});

describe('a request whose step is cancelled', () => {
  test('leaves the line and costs nothing', async () => {
    const outside = await anOutside();
    await outside.limit({ maxConcurrent: 1 });
    const gate = outside.gate();
    const blocker = held();
    const blocking = ask(gate, 'u1', blocker.work);
    await waitFor('the slot held', async () => (await outside.providers.list())[0]?.holders[0]?.slots === 1);
    const cancelled = new AbortController();
    onTestFinished(() => blocker.release());
    const waiting = gate.run({ provider: PROVIDER, account: 'u2', continues: false, signal: cancelled.signal }, () =>
      Promise.resolve('asked'),
    );
    cancelled.abort(new Error('cancelled by the test'));
    await expect(waiting).rejects.toThrow('cancelled by the test');
    blocker.release();
    await blocking;
    await ask(gate, 'u3', () => Promise.resolve());
  });
});

test('a pause that is over is no pause', async () => {
  const outside = await anOutside();
  const past = withPause(freshProvider(PROVIDER), Date.now() - 1);
  await outside.providers.update(PROVIDER, () => ({ state: past, result: undefined }));
  expect(await ask(outside.gate(), 'u1', () => Promise.resolve('asked'))).toBe('asked');
});

describe('who is more urgent', () => {
  test("today's requests are not behind those of a backfill that came first, at a rate that is not enough for both", async () => {
    const outside = await anOutside();
    await outside.limit({ requestsPerSecond: 20, burst: 1 });
    const gate = outside.gate('worker', currentPriority);
    const order: string[] = [];
    const askAs = (priority: number, name: string) =>
      atPriority(priority, () => ask(gate, name, () => Promise.resolve(void order.push(name))));
    const older = [1, 2, 3, 4, 5, 6].map((n) => askAs(PRIORITIES.backfill, `older-${n}`));
    await waitFor('the first to go', async () => order.length > 0);
    const today = [1, 2, 3, 4].map((n) => askAs(PRIORITIES.today, `today-${n}`));
    await Promise.all([...older, ...today]);
    // Whoever has gone when today comes is gone.
    expect(order.findLastIndex((name) => name.startsWith('today'))).toBeLessThan(6);
    expect(order.slice(-4).every((name) => name.startsWith('older'))).toBe(true);
  });

  test('of those that are sent away, the more urgent ones are promised the earlier turns', async () => {
    const outside = await anOutside();
    await outside.limit({ requestsPerSecond: 1, burst: 1 });
    const gate = outside.gate('worker', currentPriority);
    const askAs = (priority: number, name: string) =>
      atPriority(priority, () => refusalOf(ask(gate, name, () => Promise.resolve())));
    const older = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((n) => askAs(PRIORITIES.backfill, `older-${n}`)));
    const today = await Promise.all([1, 2, 3].map((n) => askAs(PRIORITIES.today, `today-${n}`)));
    const longest = (refusals: readonly (MorrowError | null)[]) =>
      Math.max(...refusals.map((refusal) => refusal?.retryAfterMs ?? 0));
    expect(longest(older)).toBeGreaterThan(5_000);
    expect(longest(today)).toBeGreaterThan(0);
    expect(longest(today)).toBeLessThan(longest(older) - 1_000);
  });
});
