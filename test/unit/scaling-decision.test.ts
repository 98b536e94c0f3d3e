// How many workers a queue should have: the cases an operator would ask about, and the laws behind them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_MEMORY, decideWorkers, type ScalingDecision, type ScalingMemory } from '../../src/domain/scaling/decide.ts';
import { demandOf } from '../../src/domain/scaling/demand.ts';
import { chooseToDrain } from '../../src/domain/scaling/drain.ts';
import { toFigures, type QueueFigures } from '../../src/domain/scaling/figures.ts';
import { DEFAULT_SCALING_POLICY, type ScalingPolicy } from '../../src/domain/scaling/policy.ts';

const START = Date.parse('2026-07-07T06:00:00Z');
const at = (seconds: number): string => new Date(START + seconds * 1_000).toISOString();

const figures = (changes: Partial<QueueFigures> = {}): QueueFigures => ({
  at: at(0),
  backlog: 0,
  backlogAgeSeconds: 0,
  slotsUsed: 0,
  slotsTotal: 4 * (changes.workers ?? 1),
  workers: 1,
  pendingWork: 0,
  addRate: 0,
  dispatchRate: 0,
  ...changes,
});

const policy = (changes: Partial<ScalingPolicy> = {}): ScalingPolicy => ({ ...DEFAULT_SCALING_POLICY, ...changes });

const decide = (changes: Partial<QueueFigures>, memory: ScalingMemory = NO_MEMORY): ScalingDecision =>
  decideWorkers(figures(changes), policy(), memory);

/** Feeds moment after moment; workers are there as soon as they are wanted. */
function play(moments: readonly Partial<QueueFigures>[], changes: Partial<ScalingPolicy> = {}, everySeconds = 5) {
  let memory = NO_MEMORY;
  let workers = moments[0]?.workers ?? 1;
  return moments.map((moment, index) => {
    const seen = figures({ at: at(index * everySeconds), ...moment, workers });
    const decision = decideWorkers(seen, policy(changes), memory);
    ({ memory, wanted: workers } = decision);
    return decision;
  });
}

const repeat = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const wantedOf = (decisions: readonly ScalingDecision[]) => decisions.map(({ wanted }) => wanted);

describe('a queue', () => {
  test.each<[string, Partial<QueueFigures>, number, string]>([
    ['with nothing to do keeps its one worker', {}, 1, 'idle'],
    ['with fewer workers than min gets them at once', { workers: 0 }, 1, 'below-min'],
    ['with more workers than max loses them at once', { workers: 6 }, 4, 'above-max'],
    ['whose oldest task waits too long gets one more', { backlog: 2, backlogAgeSeconds: 9 }, 2, 'backlog-late'],
    ['with few short tasks waiting needs nobody else', { backlog: 3 }, 1, 'backlog'],
    [
      'with many waiting gets one more, one at a time',
      { backlog: 40, slotsUsed: 4, dispatchRate: 2, addRate: 2 },
      2,
      'backlog',
    ],
    ['whose slots are all in use gets one more, before anything waits', { slotsUsed: 4, dispatchRate: 1 }, 2, 'in-use'],
    [
      'whose runs hold more than it can do in time gets one more',
      { pendingWork: 2_000, slotsUsed: 2, dispatchRate: 2, addRate: 2 },
      2,
      'pending-work',
    ],
    ['that is late at max stays there', { workers: 4, backlog: 90, backlogAgeSeconds: 60 }, 4, 'at-max'],
  ])('%s', (_, changes, wanted, reason) => {
    expect(decide(changes)).toMatchObject({ wanted, reason });
  });

  test('with nothing to do has no worker at all when min is 0, and gets one for the first task', () => {
    const none = figures({ workers: 0, slotsUsed: null, slotsTotal: null });
    const toZero = policy({ min: 0 });
    expect(decideWorkers(none, toZero, NO_MEMORY)).toMatchObject({ wanted: 0, reason: 'idle' });
    expect(decideWorkers({ ...none, backlog: 1 }, toZero, NO_MEMORY)).toMatchObject({ wanted: 1 });
  });

  test('counts a worker that does not say what it has in hand as busy, while anything moves', () => {
    const silent = { workers: 2, slotsUsed: null, slotsTotal: null } as const;
    expect(demandOf(figures({ ...silent, dispatchRate: 1 }), policy()).workers).toBe(3);
    expect(demandOf(figures(silent), policy()).workers).toBe(0);
  });

  test('knows how long a task takes from the slots in use and the rate, and asks for no more than that needs', () => {
    const fast = demandOf(figures({ backlog: 40, slotsUsed: 4, dispatchRate: 40 }), policy()).workers;
    const slow = demandOf(figures({ backlog: 40, slotsUsed: 4, dispatchRate: 0.4 }), policy()).workers;
    expect([fast, slow]).toEqual([2, 15]);
  });

  test('asks for the workers that the backlog will need when tasks come faster than they are taken', () => {
    const steady = { backlog: 10, slotsUsed: 4, dispatchRate: 4, addRate: 4 };
    const growing = { ...steady, addRate: 40 };
    expect(demandOf(figures(growing), policy()).workers).toBeGreaterThan(demandOf(figures(steady), policy()).workers);
  });
});

describe('adding workers', () => {
  const late = { backlog: 50, backlogAgeSeconds: 20, slotsUsed: 16, dispatchRate: 1 };

  test('waits until the last one shows in the figures', () => {
    const decisions = play(repeat(5, late), { scaleUpCooldownSeconds: 10 });
    expect(wantedOf(decisions)).toEqual([2, 2, 3, 3, 4]);
    expect(decisions[1]?.reason).toBe('cooling-down');
  });

  test('goes on slowly when slots stay free, one worker per stabilisation window', () => {
    const decisions = play(repeat(30, { ...late, slotsUsed: 0 }), { scaleDownAfterSeconds: 60 });
    const changes = wantedOf(decisions).flatMap((count, index, all) =>
      count === (all[index - 1] ?? 1) ? [] : [index * 5],
    );
    expect(changes).toEqual([0, 60, 120]);
  });

  test('pauses when slots stay free all the same: a rate limit or a busy machine holds the tasks up', () => {
    const limited = { ...late, slotsUsed: 0 };
    const decisions = play(repeat(8, limited), { scaleUpCooldownSeconds: 10 });
    expect(wantedOf(decisions)).toEqual(repeat(8, 2));
    expect(decisions.at(-1)?.reason).toBe('slots-free');
    const freed = play([...repeat(4, limited), ...repeat(2, late)], {
      scaleUpCooldownSeconds: 10,
    });
    expect(wantedOf(freed).at(-1)).toBe(3);
  });

  test('does not count a worker twice that is still starting, nor forget it', () => {
    const first = decideWorkers(figures(late), policy(), NO_MEMORY);
    const stillOne = { ...late, at: at(5), workers: 1 };
    expect(decideWorkers(figures(stillOne), policy(), first.memory)).toMatchObject({ wanted: 2 });
  });
});

describe('taking workers away', () => {
  const quiet = { workers: 3 };

  test('needs a whole stabilisation window without a backlog and with capacity to spare, for each worker anew', () => {
    const wanted = wantedOf(play(repeat(30, quiet), { scaleDownAfterSeconds: 60 }));
    expect(wanted).toEqual([...repeat(12, 3), ...repeat(13, 2), ...repeat(5, 1)]);
  });

  test('starts its window anew when a task waits for a moment', () => {
    const moments = [...repeat(11, quiet), { ...quiet, backlog: 1 }, ...repeat(12, quiet)];
    expect(new Set(wantedOf(play(moments, { scaleDownAfterSeconds: 60 })))).toEqual(new Set([3]));
  });

  test('waits while running runs hold more work and tasks are moving', () => {
    const coming = { ...quiet, pendingWork: 20, addRate: 0.1, dispatchRate: 0.1 };
    const decisions = play(repeat(30, coming), { scaleDownAfterSeconds: 60 });
    expect(decisions.at(-1)).toMatchObject({ wanted: 3, reason: 'work-coming' });
  });

  test('does not wait for runs that move nothing, such as a night of waiting for rates', () => {
    const parked = { ...quiet, pendingWork: 10_000 };
    expect(wantedOf(play(repeat(60, parked), { scaleDownAfterSeconds: 60 })).at(-1)).toBe(1);
  });

  test('keeps as many as were asked for at any time of the window', () => {
    const busyOnce = [...repeat(6, { workers: 4 }), { workers: 4, slotsUsed: 9 }, ...repeat(7, { workers: 4 })];
    const wanted = wantedOf(play(busyOnce, { scaleDownAfterSeconds: 60, scaleDownStep: 3 }));
    expect(wanted.at(-1)).toBe(3);
  });

  test('takes time that nobody watched for no proof', () => {
    const seen = decideWorkers(figures(quiet), policy(), NO_MEMORY);
    const nextMorning = figures({ ...quiet, at: at(40_000) });
    expect(decideWorkers(nextMorning, policy(), seen.memory)).toMatchObject({ wanted: 3, reason: 'stabilising' });
  });
});

describe('the worker that goes', () => {
  const worker = (name: string, slotsUsed: number | null, minute: number) => ({
    name,
    slotsUsed,
    slotsTotal: 4,
    startedAt: at(minute * 60),
  });

  test('is the least busy, and among equals the youngest', () => {
    const workers = [worker('old', 0, 0), worker('busy', 3, 5), worker('young', 0, 4)];
    expect(chooseToDrain(workers, 2)).toEqual(['young', 'old']);
  });

  test('is one that does not say what it has in hand only when nobody else is left', () => {
    expect(chooseToDrain([worker('silent', null, 9), worker('busy', 4, 0)], 1)).toEqual(['busy']);
  });
});

describe('the figures of a queue', () => {
  const load = { backlog: 0, backlogAgeSeconds: 0, addRate: 0, dispatchRate: 0 };
  const worker = (slotsUsed: number | null) => ({ name: 'w', slotsUsed, slotsTotal: 4, startedAt: at(0) });

  test('add the workers up, and know nothing as soon as one is silent', () => {
    const known = toFigures(at(0), load, { workers: [worker(1), worker(2)], pendingWork: 0 });
    expect(known).toMatchObject({ workers: 2, slotsUsed: 3, slotsTotal: 8 });
    const silent = toFigures(at(0), load, { workers: [worker(1), worker(null)], pendingWork: 0 });
    expect(silent).toMatchObject({ workers: 2, slotsUsed: null });
  });
});

// ---- laws

const anyFigures = fc.record({
  at: fc.integer({ min: 0, max: 3_600 }).map(at),
  backlog: fc.nat({ max: 2_000 }),
  backlogAgeSeconds: fc.double({ min: 0, max: 600, noNaN: true }),
  slotsUsed: fc.option(fc.nat({ max: 400 })),
  slotsTotal: fc.option(fc.nat({ max: 400 })),
  workers: fc.nat({ max: 30 }),
  pendingWork: fc.nat({ max: 100_000 }),
  addRate: fc.double({ min: 0, max: 500, noNaN: true }),
  dispatchRate: fc.double({ min: 0, max: 500, noNaN: true }),
});

const anyPolicy = fc
  .record({
    min: fc.nat({ max: 5 }),
    more: fc.nat({ max: 20 }),
    targetBacklogAgeSeconds: fc.integer({ min: 1, max: 60 }),
    slotsPerWorker: fc.integer({ min: 1, max: 200 }),
    targetUtilisation: fc.double({ min: 0.1, max: 1, noNaN: true }),
    targetPendingSeconds: fc.integer({ min: 1, max: 3_600 }),
    scaleUpStep: fc.integer({ min: 1, max: 5 }),
    scaleUpCooldownSeconds: fc.nat({ max: 60 }),
    scaleDownStep: fc.integer({ min: 1, max: 5 }),
    scaleDownAfterSeconds: fc.integer({ min: 1, max: 300 }),
  })
  .map(({ more, ...rest }): ScalingPolicy => ({ ...rest, max: Math.max(1, rest.min + more) }));

/** A memory that some history left behind. */
const anyMemory = (limits: ScalingPolicy) =>
  fc
    .array(anyFigures, { maxLength: 6 })
    .map((past) =>
      past
        .toSorted((a, b) => a.at.localeCompare(b.at))
        .reduce((memory, seen) => decideWorkers(seen, limits, memory).memory, NO_MEMORY),
    );

const situation = anyPolicy.chain((limits) => fc.tuple(fc.constant(limits), anyFigures, anyMemory(limits)));

describe('whatever the figures, the policy and the past', () => {
  test('the decision is a whole number within min and max, and the same when asked again', () => {
    fc.assert(
      fc.property(situation, ([limits, seen, memory]) => {
        const decision = decideWorkers(seen, limits, memory);
        expect(Number.isInteger(decision.wanted)).toBe(true);
        expect(decision.wanted).toBeGreaterThanOrEqual(limits.min);
        expect(decision.wanted).toBeLessThanOrEqual(limits.max);
        expect(decideWorkers(seen, limits, memory)).toEqual(decision);
      }),
    );
  });

  test.each(['backlog', 'pendingWork', 'backlogAgeSeconds'] as const)('more %s never wants fewer workers', (field) => {
    fc.assert(
      fc.property(situation, fc.nat({ max: 5_000 }), ([limits, seen, memory], more) => {
        const { wanted } = decideWorkers(seen, limits, memory);
        const grown = { ...seen, [field]: seen[field] + more };
        expect(decideWorkers(grown, limits, memory).wanted).toBeGreaterThanOrEqual(wanted);
      }),
    );
  });

  test('a worker goes only without a backlog, after a window in which none was seen', () => {
    const moments = fc.array(fc.record({ backlog: fc.constantFrom(0, 0, 0, 0, 7), slotsUsed: fc.nat({ max: 8 }) }), {
      minLength: 20,
      maxLength: 80,
    });
    fc.assert(
      fc.property(moments, fc.integer({ min: 10, max: 60 }), (seen, window) => {
        const decisions = play(
          seen.map((moment) => ({ ...moment, workers: 4 })),
          { scaleDownAfterSeconds: window },
        );
        for (const [index, { wanted }] of decisions.entries()) {
          const before = decisions[index - 1]?.wanted ?? 4;
          if (wanted >= before) continue;
          const lookBack = seen.slice(Math.max(0, index - Math.floor(window / 5)), index + 1);
          expect(lookBack.length * 5).toBeGreaterThanOrEqual(window);
          expect(lookBack.every(({ backlog }) => backlog === 0)).toBe(true);
        }
      }),
    );
  });

  test('a load that comes and goes faster than the window never costs a worker, so that none flaps', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 11 }), fc.integer({ min: 1, max: 11 }), (busyTurns, quietTurns) => {
        const busy = { backlog: 30, backlogAgeSeconds: 8, slotsUsed: 4, dispatchRate: 2, addRate: 2 };
        const turn = [...repeat(busyTurns, busy), ...repeat(quietTurns, {})];
        const wanted = wantedOf(play(repeat(12, turn).flat(), { scaleDownAfterSeconds: 60 }));
        expect(wanted.every((count, index) => index === 0 || count >= (wanted[index - 1] ?? 0))).toBe(true);
      }),
    );
  });
});
