// The circuit breaker's transitions: when it opens, how long, how it finds out, and what a person may do.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  nextBreaker,
  pauseMs,
  PROBE_PATIENCE_MS,
  PROBES,
  QUIET_MS,
  type BreakerEvent,
} from '../../src/domain/provider/breaker.ts';
import { CLOSED_BREAKER, type BreakerState } from '../../src/domain/provider/types.ts';

const NOW = 5_000_000_000;

const outcomes = (requests: number, failures: number): BreakerEvent => ({
  kind: 'outcomes',
  counts: { requests, failures },
});
const probes = (requests: number, failures: number): BreakerEvent => ({
  kind: 'probes',
  counts: { requests, failures },
});
const DUE: BreakerEvent = { kind: 'due' };
const byHand = (action: 'open' | 'close'): BreakerEvent => ({
  kind: 'operate',
  action,
  by: 'ada',
  reason: 'maintenance',
});

const open = nextBreaker(CLOSED_BREAKER, outcomes(40, 30), NOW);
const halfOpen = nextBreaker(open, DUE, NOW + 10_000);

describe('a closed breaker', () => {
  test.each([
    [19, 19, 'closed'],
    [20, 9, 'closed'],
    [20, 10, 'open'],
    [1_000, 499, 'closed'],
    [1_000, 500, 'open'],
  ])('after %d requests with %d failures is %s', (requests, failures, mode) => {
    expect(nextBreaker(CLOSED_BREAKER, outcomes(requests, failures), NOW).mode).toBe(mode);
  });

  test.each([DUE, probes(3, 3)])('does not care for %j', (event) => {
    expect(nextBreaker(CLOSED_BREAKER, event, NOW)).toBe(CLOSED_BREAKER);
  });
});

describe('an open breaker', () => {
  test('says why and until when', () => {
    expect(open).toMatchObject({ mode: 'open', untilMs: NOW + 10_000, by: 'automatic', trips: 1 });
    expect(open.reason).toBe('30 of 40 requests failed within 30 s');
  });

  test('stays open until its pause is over, whatever late requests report', () => {
    expect(nextBreaker(open, DUE, NOW + 9_999)).toBe(open);
    expect(nextBreaker(open, outcomes(100, 100), NOW + 1)).toBe(open);
    expect(nextBreaker(open, probes(3, 0), NOW + 1)).toBe(open);
  });

  test('lets a few probes through when its pause is over', () => {
    expect(halfOpen).toMatchObject({ mode: 'half-open', untilMs: NOW + 10_000 + PROBE_PATIENCE_MS });
  });
});

describe('a half-open breaker', () => {
  test('closes when every probe has succeeded, also one by one', () => {
    let state: BreakerState = halfOpen;
    for (let passed = 1; passed < PROBES; passed += 1) {
      state = nextBreaker(state, probes(1, 0), NOW + 11_000);
      expect(state.mode).toBe('half-open');
    }
    expect(nextBreaker(state, probes(1, 0), NOW + 11_000).mode).toBe('closed');
  });

  test('opens again at the first probe that fails, for twice as long', () => {
    expect(nextBreaker(halfOpen, probes(1, 1), NOW + 11_000)).toMatchObject({
      mode: 'open',
      trips: 2,
      untilMs: NOW + 11_000 + 20_000,
    });
  });

  test('gives its probes out anew when nobody reports how they ended', () => {
    const again = nextBreaker(halfOpen, DUE, NOW + 10_000 + PROBE_PATIENCE_MS);
    expect(again).toMatchObject({ mode: 'half-open', sequence: halfOpen.sequence + 1, probesPassed: 0 });
  });
});

describe('pauses', () => {
  test('double up to five minutes', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 50].map(pauseMs)).toEqual([
      10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 300_000,
    ]);
  });

  test.each([
    [QUIET_MS, 2],
    [QUIET_MS + 1, 1],
  ])('%d ms after it has closed the next opening is number %d in a row', (quietMs, trips) => {
    const closed = nextBreaker({ ...halfOpen, probesPassed: PROBES - 1 }, probes(1, 0), NOW);
    expect(nextBreaker(closed, outcomes(40, 40), NOW + quietMs).trips).toBe(trips);
  });
});

describe('a person', () => {
  test.each([CLOSED_BREAKER, open, halfOpen])('opens it until somebody closes it, from $mode', (state) => {
    const byAda = nextBreaker(state, byHand('open'), NOW);
    expect(byAda).toMatchObject({ mode: 'open', untilMs: null, by: 'ada', reason: 'maintenance' });
    expect(nextBreaker(byAda, DUE, NOW + 1e9)).toBe(byAda);
  });

  test('closes it at once, and the next opening is the first again', () => {
    const closed = nextBreaker({ ...open, trips: 5 }, byHand('close'), NOW);
    expect(closed).toMatchObject({ mode: 'closed', untilMs: null, trips: 0, by: 'ada' });
  });
});

describe('laws', () => {
  const event: fc.Arbitrary<BreakerEvent> = fc.oneof(
    fc
      .record({ requests: fc.nat(50), failures: fc.nat(50) })
      .map(({ requests, failures }) => outcomes(Math.max(requests, failures), failures)),
    fc.nat(3).map((failures) => probes(3, failures)),
    fc.constant(DUE),
    fc.constantFrom(byHand('open'), byHand('close')),
  );
  const life = fc.array(fc.tuple(event, fc.nat(60_000)), { maxLength: 100 });

  test('every change has a higher sequence, an open one that nobody opened by hand has an end, a closed one has none', () => {
    fc.assert(
      fc.property(life, (events) => {
        let state: BreakerState = CLOSED_BREAKER;
        let nowMs = NOW;
        for (const [next, later] of events) {
          nowMs += later;
          const changed = nextBreaker(state, next, nowMs);
          if (changed.mode !== state.mode) expect(changed.sequence).toBeGreaterThan(state.sequence);
          if (changed.mode === 'closed') expect(changed.untilMs).toBeNull();
          if (changed.mode === 'open' && changed.by === 'automatic') expect(changed.untilMs).not.toBeNull();
          if (changed.mode === 'half-open') expect(changed.untilMs).not.toBeNull();
          state = changed;
        }
      }),
    );
  });

  test('a provider that has recovered is closed again after its pause and its probes', () => {
    fc.assert(
      fc.property(life, (events) => {
        let state: BreakerState = CLOSED_BREAKER;
        let nowMs = NOW;
        for (const [next, later] of events) state = nextBreaker(state, next, (nowMs += later));
        fc.pre(state.by !== 'ada');
        for (let round = 0; round < 2 && state.mode !== 'closed'; round += 1) {
          state = nextBreaker(state, DUE, Math.max(nowMs, state.untilMs ?? 0));
          state = nextBreaker(state, probes(PROBES, 0), nowMs);
        }
        expect(state.mode).toBe('closed');
      }),
    );
  });
});
