// What the pages of runs make of addresses, tiles and records, without any page.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Run } from '../../src/dashboard/client/types.ts';
import { readRunsSearch } from '../../src/dashboard/state/runs-search.ts';
import { actionsOf, isPart, readTally, titleOf } from '../../src/dashboard/view/run-view.ts';
import {
  countStatuses,
  datesOfRange,
  describeTile,
  movePlace,
  statusOf,
  tileWidth,
  stretchesOf,
  topRowAt,
  windowOf,
} from '../../src/dashboard/view/tiles-view.ts';
import { TILE_LETTERS } from '../../src/operations/tiles.ts';

test('an address of the runs keeps what makes sense', () => {
  expect(readRunsSearch({ days: '90', status: 'failed', code: 'RATE_MISSING', cohort: 'north' })).toEqual({
    days: 90,
    status: 'failed',
    code: 'RATE_MISSING',
    cohort: 'north',
  });
  expect(readRunsSearch({ days: 30, status: '', code: 'nonsense', cohort: '../x' })).toEqual({});
});

describe('tiles', () => {
  test('know every letter that the API writes', () => {
    const unknown = Object.entries(TILE_LETTERS).filter(([, letter]) => statusOf(letter) === null);
    expect(unknown).toEqual([]);
    expect(statusOf('.')).toBeNull();
  });

  test('in sight are those of the scrolled box with a margin, however many there are', () => {
    expect(windowOf(0, 540, 10_000)).toEqual({ first: 0, end: 39 });
    expect(windowOf(topRowAt(90_000), 540, 10_000)).toEqual({ first: 4_996, end: 5_035 });
    expect(windowOf(topRowAt(90_011), 540, 10_000)).toEqual({ first: 4_996, end: 5_035 });
    expect(windowOf(topRowAt(180_000), 540, 10_000)).toEqual({ first: 9_961, end: 10_000 });
    // Fewer rows than the box was scrolled to, until the browser has scrolled back.
    expect(windowOf(topRowAt(180_000), 540, 50)).toEqual({ first: 11, end: 50 });
    expect(windowOf(0, 540, 3)).toEqual({ first: 0, end: 3 });
  });

  test('share the room that there is, and are never too narrow to be hit nor absurdly wide', () => {
    expect([tileWidth(14, 1_120), tileWidth(30, 1_120), tileWidth(90, 1_120)]).toEqual([80, 37, 12]);
    expect([tileWidth(14, 200), tileWidth(30, 200), tileWidth(90, 200)]).toEqual([28, 20, 12]);
    expect(tileWidth(14, 5_000)).toBe(96);
    expect(tileWidth(0, 1_120)).toBe(96);
  });

  test('that are alike and next to each other are drawn as one, and every day once', () => {
    expect(stretchesOf('ppf', 5)).toEqual([
      { letter: 'p', from: 0, to: 2 },
      { letter: 'f', from: 2, to: 3 },
      { letter: '.', from: 3, to: 5 },
    ]);
    expect(stretchesOf('', 0)).toEqual([]);
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('p', 'f', '.'), maxLength: 20 }), fc.nat(25), (letters, days) => {
        const drawn = stretchesOf(letters, days).map(({ letter, from, to }) => letter.repeat(to - from));
        expect(drawn.join('')).toBe(letters.padEnd(days, '.').slice(0, days));
        expect(drawn.every((stretch, index) => stretch[0] !== drawn[index - 1]?.[0])).toBe(true);
      }),
    );
  });

  test('are chosen by keys, from the newest day of the first account, never beyond the ends', () => {
    const extent = { rows: 3, days: 30 };
    expect(movePlace(null, 'ArrowDown', extent)).toEqual({ row: 0, day: 29 });
    expect(movePlace({ row: 0, day: 29 }, 'ArrowRight', extent)).toEqual({ row: 0, day: 29 });
    expect(movePlace({ row: 0, day: 29 }, 'ArrowLeft', extent)).toEqual({ row: 0, day: 28 });
    expect(movePlace({ row: 0, day: 28 }, 'PageDown', extent)).toEqual({ row: 2, day: 28 });
    expect(movePlace({ row: 0, day: 28 }, 'x', extent)).toBeNull();
    expect(movePlace(null, 'ArrowDown', { rows: 0, days: 30 })).toBeNull();
  });

  test('are put into words and counted', () => {
    const row = { accountId: 'u1', name: 'U', days: 'p.f', codes: { '2026-11-21': 'RATE_MISSING' } };
    expect(datesOfRange({ from: '2026-11-19', to: '2026-11-21' })).toHaveLength(3);
    expect(describeTile(row, '2026-11-21', 2)).toBe('u1, Sat, 21 Nov 2026: failed, RATE_MISSING');
    expect(describeTile(row, '2026-11-20', 1)).toBe('u1, Fri, 20 Nov 2026: no record');
    expect(countStatuses('ppf.')).toEqual([
      ['published', 2],
      ['failed', 1],
    ]);
  });
});

const aRun = (differences: Partial<Run> = {}): Run => ({
  id: 'day/daily/2026-11-21',
  kind: 'day',
  pipeline: 'daily',
  date: '2026-11-21',
  accountId: null,
  cohort: null,
  status: 'completed',
  errorCode: null,
  errorMessage: null,
  startedAt: '2026-11-22T06:00:00.000Z',
  finishedAt: '2026-11-22T06:05:00.000Z',
  summary: null,
  temporal: { state: 'gone' },
  progress: { total: 3, done: 3, byStatus: { published: 2, failed: 1 } },
  links: { self: '/api/runs/x', temporal: 'http://ui' },
  ...differences,
});

const live = {
  state: 'found',
  runId: 'x',
  status: 'running',
  historyLength: 9,
  startedAt: '',
  closedAt: null,
  stage: null,
  tally: null,
  accounts: null,
} as const;

describe('a run', () => {
  test.each([
    ['a day with failures', aRun(), ['retry']],
    ['a day without', aRun({ progress: { total: 3, done: 3, byStatus: { published: 3 } } }), []],
    ['a day under way', aRun({ status: 'running', temporal: { ...live, paused: null } }), ['pause', 'cancel']],
    [
      'a paused day',
      aRun({ status: 'running', temporal: { ...live, paused: { by: 'a', reason: 'b', since: 'c' } } }),
      ['resume', 'cancel'],
    ],
    ['a backfill under way', aRun({ status: 'running', kind: 'backfill' }), ['cancel']],
    ['an account day', aRun({ kind: 'account-day', accountId: 'u1', progress: null }), ['run-again']],
  ])('offers what makes sense: %s', (_, run, actions) => {
    expect(actionsOf(run)).toEqual(actions);
  });

  test('says what it is about', () => {
    expect(titleOf(aRun())).toBe('daily, all accounts');
    expect(titleOf(aRun({ cohort: 'north' }))).toBe('daily, north');
    expect(titleOf(aRun({ id: 'day/daily/2026-11-21/only-1234' }))).toBe('daily, listed accounts');
    expect(titleOf(aRun({ accountId: 'u1' }))).toBe('u1, daily');
  });

  test('has a tally, of which parts may be missing', () => {
    const tally = {
      accounts: 3,
      failed: 1,
      failuresByCode: { B: 1, A: 2 },
      samples: [{ accountId: 'u1', code: 'A', message: 'm' }, 7],
    };
    expect(readTally({ tally })).toEqual({
      counts: [
        ['accounts', 3],
        ['failed', 1],
      ],
      byCode: [
        ['A', 2],
        ['B', 1],
      ],
      samples: [{ account: 'u1', code: 'A', message: 'm' }],
    });
    expect(readTally({ tally: 'odd' })).toBeNull();
    expect(readTally(null)).toBeNull();
  });
});

test.each([
  ['partition/day/daily/2026-11-21/0', true],
  ['predict-bulk/20261126T093012123Z-1f2e3d4c', true],
  ['day/daily/2026-11-21', false],
])('the page of %s shows its steps alone: %s', (id, isAlone) => {
  expect(isPart(id)).toBe(isAlone);
});
