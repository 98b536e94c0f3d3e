// Rate and concurrency limits as pure rules: what may go when, and how processes share it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { budgetProblems } from '../../src/domain/provider/budget.ts';
import { PROBES } from '../../src/domain/provider/breaker.ts';
import {
  settleClaim,
  takeProbe,
  withBreaker,
  withBudget,
  withOutcomes,
  withPause,
} from '../../src/domain/provider/claim.ts';
import { SLOT_LEASE_MS } from '../../src/domain/provider/slots.ts';
import { reserveTokens } from '../../src/domain/provider/tokens.ts';
import { CLOSED_BREAKER, freshProvider, type ProviderState } from '../../src/domain/provider/types.ts';
import { aBudget, aClaim } from '../helpers/provider-builders.ts';
import { sourceId } from '../helpers/builders.ts';

const NOW = 1_000_000;
const LATER = Number.MAX_SAFE_INTEGER;
const PROVIDER = sourceId('app-store-1');

const budgeted = (limits: Parameters<typeof aBudget>[0]): ProviderState =>
  withBudget(freshProvider(PROVIDER), aBudget(limits), NOW);

describe('tokens', () => {
  test.each([
    { burst: 1, expected: [0, 100, 200, 300] },
    { burst: 2, expected: [0, 0, 100, 200] },
    { burst: 4, expected: [0, 0, 0, 0] },
  ])('after a quiet time $burst may go at once, the others in steps of 1/rate', ({ burst, expected }) => {
    const claim = { nowMs: NOW, count: 4, latestMs: LATER };
    const { timesMs } = reserveTokens(0, { requestsPerSecond: 10, burst }, claim);
    expect(timesMs.map((at) => at - NOW)).toEqual(expected);
  });

  test('that would come too late are not reserved, and cost nothing', () => {
    const rate = { requestsPerSecond: 1, burst: 1 };
    const first = reserveTokens(0, rate, { nowMs: NOW, count: 5, latestMs: NOW + 2_500 });
    expect(first.timesMs).toEqual([NOW, NOW + 1_000, NOW + 2_000]);
    const second = reserveTokens(first.nextTokenAtMs, rate, { nowMs: NOW, count: 5, latestMs: NOW + 2_500 });
    expect(second).toEqual({ timesMs: [], nextTokenAtMs: first.nextTokenAtMs });
  });

  test('never exceed burst + rate x time, whoever asks whenever', () => {
    const asks = fc.array(
      fc.record({ afterMs: fc.integer({ min: 0, max: 3_000 }), count: fc.integer({ min: 1, max: 40 }) }),
      {
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 50 }),
        asks,
        (perSecond, burst, claims) => {
          const rate = { requestsPerSecond: perSecond, burst };
          const times: number[] = [];
          let state = 0;
          let nowMs = NOW;
          for (const { afterMs, count } of claims) {
            nowMs += afterMs;
            const reserved = reserveTokens(state, rate, { nowMs, count, latestMs: nowMs + 2_000 });
            state = reserved.nextTokenAtMs;
            times.push(...reserved.timesMs);
          }
          times.sort((a, b) => a - b);
          for (const [first, from] of times.entries()) {
            for (let last = first; last < times.length; last += 7) {
              const seconds = ((times[last] ?? from) - from) / 1_000;
              // The first of the span is part of the burst.
              expect(last - first + 1).toBeLessThanOrEqual(burst + perSecond * seconds + 1e-6);
            }
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  test('are all given out when somebody always asks: nothing of the rate is lost', () => {
    const rate = { requestsPerSecond: 40, burst: 1 };
    let state = 0;
    let given = 0;
    for (let nowMs = NOW; nowMs < NOW + 10_000; nowMs += 100) {
      const reserved = reserveTokens(state, rate, { nowMs, count: 10, latestMs: nowMs + 200 });
      state = reserved.nextTokenAtMs;
      given += reserved.timesMs.length;
    }
    expect(given).toBeGreaterThanOrEqual(400);
    expect(given).toBeLessThanOrEqual(408);
  });
});

describe('slots', () => {
  const claimOf = (state: ProviderState, holder: string, inUse: number, wanted: number, nowMs = NOW) =>
    settleClaim(state, aClaim({ holder, inUse, wanted }), nowMs);

  test('all go to the only process', () => {
    expect(claimOf(budgeted({ maxConcurrent: 8 }), 'a', 0, 20).grant.slots).toBe(8);
  });

  test('move to a second process as the first one’s requests end', () => {
    let { state } = claimOf(budgeted({ maxConcurrent: 8 }), 'a', 0, 20);
    ({ state } = claimOf(state, 'b', 0, 20));
    const cut = claimOf(state, 'a', 8, 20);
    expect(cut.grant.slots).toBe(4);
    const ended = claimOf(cut.state, 'a', 4, 20);
    expect(claimOf(ended.state, 'b', 0, 20).grant.slots).toBe(4);
  });

  test('of a process that wants few stay with the others', () => {
    const { state } = claimOf(budgeted({ maxConcurrent: 8 }), 'small', 0, 1);
    expect(claimOf(state, 'big', 0, 20).grant.slots).toBe(7);
  });

  test('come back when their process is silent for longer than its lease', () => {
    const { state } = claimOf(budgeted({ maxConcurrent: 2 }), 'killed', 0, 2);
    expect(claimOf(state, 'b', 0, 2, NOW + SLOT_LEASE_MS - 1).grant.slots).toBe(0);
    expect(claimOf(state, 'b', 0, 2, NOW + SLOT_LEASE_MS).grant.slots).toBe(2);
  });

  test('that do not divide go round, so that one slot serves two processes', () => {
    const served = new Map<string, number>();
    let state = budgeted({ maxConcurrent: 1 });
    const inUse = new Map([
      ['a', 0],
      ['b', 0],
    ]);
    for (let round = 0; round < 20; round += 1) {
      for (const holder of ['a', 'b']) {
        const settled = claimOf(state, holder, inUse.get(holder) ?? 0, 5);
        ({ state } = settled);
        const going = settled.grant.slots ?? 0;
        served.set(holder, (served.get(holder) ?? 0) + going);
        // What was under way has ended by the next claim.
        inUse.set(holder, 0);
      }
    }
    expect(served.get('a')).toBeGreaterThan(5);
    expect(served.get('b')).toBeGreaterThan(5);
  });

  test('together never exceed the limit, in whatever order processes ask, finish and die', () => {
    const step = fc.record({
      holder: fc.constantFrom('a', 'b', 'c', 'd'),
      waiting: fc.integer({ min: 0, max: 12 }),
      ending: fc.integer({ min: 0, max: 6 }),
      silence: fc.constantFrom(0, 0, 0, 100, SLOT_LEASE_MS),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.array(step, { maxLength: 80 }), (maxConcurrent, steps) => {
        let state = budgeted({ maxConcurrent });
        let nowMs = NOW;
        const running = new Map<string, number>();
        for (const { holder, waiting, ending, silence } of steps) {
          nowMs += silence;
          // A process that is silent for so long is dead, and its requests with it.
          if (silence >= SLOT_LEASE_MS) running.clear();
          const inUse = Math.max(0, (running.get(holder) ?? 0) - ending);
          const settled = claimOf(state, holder, inUse, inUse + waiting, nowMs);
          ({ state } = settled);
          running.set(holder, Math.max(inUse, Math.min(inUse + waiting, settled.grant.slots ?? 0)));
          const together = [...running.values()].reduce((sum, count) => sum + count, 0);
          expect(together).toBeLessThanOrEqual(maxConcurrent);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('a claim', () => {
  test('on a provider without a budget is told that nothing is limited', () => {
    const { grant, state } = settleClaim(freshProvider(PROVIDER), aClaim({ wanted: 50, tokens: 50 }), NOW);
    expect(grant).toMatchObject({ slots: null, tokenTimesMs: [] });
    expect(state.holders).toEqual([]);
  });

  test('reserves no token for a request that has no slot to go in', () => {
    const state = budgeted({ requestsPerSecond: 100, burst: 50, maxConcurrent: 2 });
    const { grant } = settleClaim(state, aClaim({ wanted: 20, tokens: 20 }), NOW);
    expect(grant.tokenTimesMs).toHaveLength(2);
  });
});

describe('a half-open breaker', () => {
  test('gives each of its probes out once', () => {
    const breaker = { ...CLOSED_BREAKER, mode: 'half-open' as const, sequence: 1 };
    let state: ProviderState | null = withBreaker(freshProvider(PROVIDER), breaker);
    for (let probe = 1; probe <= PROBES; probe += 1) state = state && takeProbe(state);
    expect(state).not.toBeNull();
    expect(state && takeProbe(state)).toBeNull();
  });

  test('is the only one that gives probes', () => {
    expect(takeProbe({ ...freshProvider(PROVIDER), probesLeft: 3 })).toBeNull();
  });
});

describe('outcomes', () => {
  test('count for half a minute', () => {
    const first = withOutcomes(freshProvider(PROVIDER), { requests: 30, failures: 20 }, NOW);
    expect(first.recent).toEqual({ requests: 30, failures: 20 });
    const second = withOutcomes(first.state, { requests: 1, failures: 0 }, NOW + 20_000);
    expect(second.recent).toEqual({ requests: 31, failures: 20 });
    expect(withOutcomes(second.state, { requests: 0, failures: 0 }, NOW + 31_000).recent.requests).toBe(1);
  });

  test('from before the breaker changed are forgotten', () => {
    const { state } = withOutcomes(freshProvider(PROVIDER), { requests: 30, failures: 20 }, NOW);
    expect(withBreaker(state, { ...CLOSED_BREAKER, sequence: 4 }).outcomes).toEqual([]);
  });
});

test('a breaker state that is written late never undoes a newer one', () => {
  const newer = withBreaker(freshProvider(PROVIDER), { ...CLOSED_BREAKER, sequence: 4 });
  expect(withBreaker(newer, { ...CLOSED_BREAKER, mode: 'open', sequence: 3 })).toBe(newer);
});

describe('a change of the limits', () => {
  test('begins now, even if the old rate had given out instants far ahead', () => {
    const slow = settleClaim(budgeted({ requestsPerSecond: 0.01 }), aClaim({ wanted: 1, tokens: 1 }), NOW).state;
    const quick = withBudget(slow, aBudget({ requestsPerSecond: 100 }), NOW);
    const { grant } = settleClaim(quick, aClaim({ wanted: 1, tokens: 1 }), NOW);
    expect(grant.tokenTimesMs).toEqual([NOW]);
  });

  test.each([
    [{ requestsPerSecond: null, burst: 5 }, 'burst'],
    [{ requestsPerSecond: 1, burst: 61 }, 'burst'],
    [{ requestsPerSecond: 0.01, burst: 2 }, 'burst'],
    [{ accountShare: 0.5 }, 'accountShare'],
  ])('that contradicts itself is refused: %j', (limits, field) => {
    expect(budgetProblems(aBudget(limits)).map((problem) => problem.field)).toEqual([field]);
  });

  test.each([
    {},
    { requestsPerSecond: 0.01 },
    { requestsPerSecond: 2, burst: 120 },
    { maxConcurrent: 1, accountShare: 0.1 },
  ])('that makes sense is taken: %j', (limits) => {
    expect(budgetProblems(aBudget(limits))).toEqual([]);
  });
});

test('a pause is never shortened by a later answer', () => {
  const paused = withPause(freshProvider(PROVIDER), NOW + 60_000);
  expect(withPause(paused, NOW + 5_000).pausedUntilMs).toBe(NOW + 60_000);
  expect(withPause(paused, NOW + 90_000).pausedUntilMs).toBe(NOW + 90_000);
});
