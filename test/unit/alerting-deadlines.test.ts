// Deadlines as rules: when they are due, when the work will be done, who is warned, and when somebody looks again.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stageProgress, type DayCount } from '../../src/domain/alerting/day-progress.ts';
import { dueAt, type Deadline } from '../../src/domain/alerting/deadline-policy.ts';
import {
  nextLookMs,
  watchDeadlines,
  type DeadlineMemory,
  type WatchedDeadline,
} from '../../src/domain/alerting/deadline-watch.ts';
import { forecastFinish } from '../../src/domain/alerting/finish-forecast.ts';
import { localInstant } from '../../src/domain/calendar/local-time.ts';
import { isoDate } from '../helpers/builders.ts';

const DATE = isoDate('2026-11-20');
const MINUTE = 60_000;
const at = (text: string): number => Date.parse(`2026-11-21T${text}:00Z`);

describe('a local time of day', () => {
  test.each([
    ['2026-11-21', '07:30', 'UTC', '2026-11-21T07:30:00.000Z'],
    ['2026-11-21', '07:30', 'Europe/Berlin', '2026-11-21T06:30:00.000Z'],
    ['2026-07-01', '00:00', 'Asia/Kathmandu', '2026-06-30T18:15:00.000Z'],
    // Clocks go from 02:00 to 03:00: 02:30 is skipped, an hour after 01:30 it is 03:30.
    ['2026-03-29', '02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['2026-03-29', '03:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    // Clocks go from 03:00 back to 02:00: 02:30 comes twice.
    ['2026-10-25', '02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25', '03:30', 'Europe/Berlin', '2026-10-25T02:30:00.000Z'],
    ['2026-12-31', '23:59', 'Pacific/Kiritimati', '2026-12-31T09:59:00.000Z'],
  ])('%s %s in %s is %s', (date, time, zone, instant) => {
    expect(new Date(localInstant(isoDate(date), time, zone)).toISOString()).toBe(instant);
  });
});

describe('the forecast of the finish', () => {
  const work = { sinceMs: 0, doneThen: 0, nowMs: 10 * MINUTE, done: 50, left: 50, lastProgressMs: 10 * MINUTE };
  const big = fc.integer({ min: 1, max: 100_000 });

  test('goes on at the measured rate', () => {
    expect(forecastFinish(work)).toBe(20 * MINUTE);
  });

  test('is the same at any moment of work that goes on evenly', () => {
    fc.assert(
      fc.property(big, fc.integer({ min: 1, max: 99 }), (total, percent) => {
        const done = Math.ceil((total * percent) / 100);
        fc.pre(done < total);
        const nowMs = done * MINUTE * 10;
        const finish = forecastFinish({ ...work, nowMs, lastProgressMs: nowMs, done, left: total - done });
        expect(finish).toBeCloseTo(total * MINUTE * 10, 0);
      }),
    );
  });

  test('is never in the past, later with more left, and earlier with more done', () => {
    fc.assert(
      fc.property(
        big,
        big,
        fc.integer({ min: 5 * MINUTE, max: 1e9 }),
        fc.nat(1_000_000),
        (done, left, nowMs, still) => {
          const lastProgressMs = Math.max(0, nowMs - still);
          const finish = forecastFinish({ ...work, nowMs, done, left, lastProgressMs }) ?? Number.NaN;
          expect(finish).toBeGreaterThanOrEqual(nowMs);
          expect(forecastFinish({ ...work, nowMs, done, left: left + 1, lastProgressMs })).toBeGreaterThanOrEqual(
            finish,
          );
          expect(forecastFinish({ ...work, nowMs, done: done + 1, left, lastProgressMs })).toBeLessThanOrEqual(finish);
        },
      ),
    );
  });

  test('does not count what was done before anybody measured', () => {
    expect(forecastFinish({ ...work, doneThen: 40 })).toBe(60 * MINUTE);
  });

  test('expects who stands still to do so for as long again, however much was done before', () => {
    const still = { ...work, done: 99, left: 1, nowMs: 100 * MINUTE, lastProgressMs: 10 * MINUTE };
    expect(forecastFinish(still)).toBe(190 * MINUTE);
    expect(forecastFinish({ ...still, done: 0, lastProgressMs: 0 })).toBe(200 * MINUTE);
  });

  test('is unknown as long as too little was measured', () => {
    expect(forecastFinish({ ...work, nowMs: 2 * MINUTE, done: 1, left: 999, lastProgressMs: MINUTE })).toBeNull();
    expect(forecastFinish({ ...work, nowMs: 2 * MINUTE, done: 100, left: 900, lastProgressMs: 2 * MINUTE })).toBe(
      20 * MINUTE,
    );
  });
});

describe('how far a tier has come', () => {
  const counts: readonly DayCount[] = [
    { tier: 'critical', status: 'published', collected: true, accounts: 5 },
    { tier: 'critical', status: 'held', collected: true, accounts: 1 },
    { tier: 'critical', status: 'staged', collected: true, accounts: 2 },
    { tier: 'critical', status: 'running', collected: true, accounts: 3 },
    { tier: 'critical', status: 'failed', collected: true, accounts: 1 },
    { tier: 'critical', status: 'failed', collected: false, accounts: 2 },
    { tier: 'critical', status: null, collected: false, accounts: 4 },
    { tier: 'standard', status: null, collected: false, accounts: 100 },
  ];

  test.each([
    ['collected', { expected: 18, done: 12, ended: 2, left: 4 }],
    ['forecast', { expected: 18, done: 8, ended: 3, left: 7 }],
    ['published', { expected: 18, done: 6, ended: 3, left: 9 }],
  ] as const)('is told for the stage %s', (stage, expected) => {
    expect(stageProgress(counts, stage, 'critical')).toEqual(expected);
  });
});

const published = (changes: Partial<Deadline> = {}): Deadline => ({
  pipeline: 'daily',
  stage: 'published',
  tier: 'critical',
  due: { at: '07:30', timeZone: 'UTC' },
  warnMinutes: 30,
  ...changes,
});

/** A day whose accounts are looked at again and again: each look is an instant and how many of 100 are done. */
function watch(
  looks: readonly (readonly [number, number])[],
  { deadline = published(), startedAtMs = at('06:00'), failed = 0 } = {},
) {
  let memory: DeadlineMemory | null = null;
  const seen: WatchedDeadline[] = [];
  for (const [nowMs, done] of looks) {
    const counts: DayCount[] = [
      { tier: 'critical', status: 'published', collected: true, accounts: done },
      { tier: 'critical', status: 'failed', collected: false, accounts: failed },
      { tier: 'critical', status: null, collected: false, accounts: 100 - done - failed },
    ];
    const result = watchDeadlines([deadline], { date: DATE, startedAtMs, nowMs, counts, memory });
    memory = structuredClone(result.memory);
    const [only] = result.deadlines;
    if (only !== undefined) seen.push(only);
  }
  return seen;
}

const statuses = (...args: Parameters<typeof watch>) => watch(...args).map(({ status }) => status);

describe('a deadline', () => {
  test('is at risk as soon as the forecast of the finish passes it, long before it', () => {
    // 10 in 10 minutes: 100 take until 07:40.
    expect(
      statuses([
        [at('06:00'), 0],
        [at('06:10'), 10],
      ]),
    ).toEqual(['open', 'at-risk']);
    // 20 in 10 minutes: done at 06:50.
    expect(
      statuses([
        [at('06:00'), 0],
        [at('06:10'), 20],
      ]),
    ).toEqual(['open', 'open']);
  });

  test('is kept when all are done, or ended otherwise, by then', () => {
    expect(
      statuses([
        [at('06:00'), 0],
        [at('07:29'), 100],
      ]),
    ).toEqual(['open', 'kept']);
    expect(
      statuses(
        [
          [at('06:00'), 0],
          [at('07:29'), 97],
        ],
        { failed: 3 },
      ),
    ).toEqual(['open', 'kept']);
  });

  test('is missed when one is left at that moment, and late when all are done after all', () => {
    const looks = [
      [at('06:00'), 0],
      [at('07:20'), 99],
      [at('07:30'), 99],
      [at('07:40'), 100],
      [at('07:50'), 100],
    ] as const;
    expect(statuses(looks)).toEqual(['open', 'open', 'missed', 'late', 'late']);
  });

  test('stays at risk until it is over, so that nobody is told twice', () => {
    const looks = [
      [at('06:00'), 0],
      [at('06:10'), 5],
      [at('06:20'), 90],
      [at('06:30'), 100],
    ] as const;
    expect(statuses(looks)).toEqual(['open', 'at-risk', 'at-risk', 'kept']);
    expect(watch(looks).map(({ changed }) => changed)).toEqual([true, true, false, true]);
  });

  test('of a run that stands still is at risk when the time it stood is the time that is left', () => {
    const looks = [
      [at('06:00'), 0],
      [at('06:05'), 99],
      [at('06:40'), 99],
      [at('06:50'), 99],
    ] as const;
    expect(statuses(looks)).toEqual(['open', 'open', 'open', 'at-risk']);
  });

  test('that was over before the run began is not this run’s', () => {
    expect(
      statuses(
        [
          [at('09:00'), 0],
          [at('09:10'), 100],
        ],
        { startedAtMs: at('09:00') },
      ),
    ).toEqual(['void', 'void']);
  });

  test('counts from the start of the run when it says so', () => {
    const deadline = published({ due: { afterStartMinutes: 20 }, warnMinutes: 5 });
    expect(dueAt(deadline, DATE, at('06:00'))).toBe(at('06:20'));
    expect(
      statuses(
        [
          [at('06:00'), 0],
          [at('06:20'), 99],
        ],
        { deadline },
      ),
    ).toEqual(['open', 'missed']);
  });

  test('of a tier without accounts does not exist', () => {
    expect(watch([[at('06:00'), 0]], { deadline: published({ tier: 'economy' }) })).toEqual([]);
  });
});

describe('the next look', () => {
  const looksOf = (hours: number): { readonly looks: number; readonly deadlines: readonly number[] } => {
    const deadline = published({ due: { at: '20:00', timeZone: 'UTC' }, warnMinutes: 60 });
    const startedAtMs = at('06:00');
    let memory: DeadlineMemory | null = null;
    const seen: number[] = [];
    for (let nowMs = startedAtMs; nowMs < startedAtMs + hours * 60 * MINUTE;) {
      const counts: DayCount[] = [{ tier: 'critical', status: null, collected: false, accounts: 1 }];
      const result = watchDeadlines([deadline], { date: DATE, startedAtMs, nowMs, counts, memory });
      memory = result.memory;
      seen.push(nowMs);
      nowMs += nextLookMs(result.deadlines, { startedAtMs, nowMs });
    }
    return { looks: seen.length, deadlines: seen.filter((look) => look === at('20:00')) };
  };

  test('is at the very deadline, and there are few in a wait of 36 hours', () => {
    const { looks, deadlines } = looksOf(36);
    expect(deadlines).toHaveLength(1);
    expect(looks).toBeLessThan(250);
  });

  test('is two minutes away at most while a warning may be due', () => {
    const [, close] = watch([
      [at('06:00'), 0],
      [at('07:05'), 99],
    ]);
    expect(nextLookMs(close === undefined ? [] : [close], { startedAtMs: at('06:00'), nowMs: at('07:05') })).toBe(
      2 * MINUTE,
    );
  });
});
