// Schedules in words, and what comes next over all of them.
import { describe, expect, test } from 'vitest';
import type { Schedule } from '../../src/dashboard/client/schedules.ts';
import { nextFires, subjectText, timesText, timeText, verbsOf } from '../../src/dashboard/view/schedule-view.ts';

const schedule = (change: Partial<Schedule> = {}): Schedule => ({
  id: 'daily',
  pipeline: 'daily',
  cohort: null,
  mode: null,
  times: ['0 6 * * *'],
  timeZone: 'UTC',
  overlap: 'BufferOne',
  jitterSeconds: 0,
  catchUpWindowMinutes: 720,
  state: 'active',
  note: null,
  next: [],
  recent: [],
  running: [],
  counts: { started: 0, missed: 0, skipped: 0 },
  links: { temporal: '' },
  ...change,
});

describe('times', () => {
  test.each([
    ['0 6 * * *', 'every day at 06:00'],
    ['*/5 * * * *', 'every 5 minutes'],
    ['0 * * * *', 'every hour at :00'],
    ['30 3 * * SUN', 'on Sundays at 03:30'],
    ['0 4 * * MON,THU', 'on Mondays and Thursdays at 04:00'],
    ['0 0 1 JAN,APR *', '0 0 1 JAN,APR *'],
    ['0 6 * * MON-FRI', '0 6 * * MON-FRI'],
    ['0 6-8 * * *', '0 6-8 * * *'],
    ['every 5 s', 'every 5 s'],
  ])('%s is said as %s', (cron, text) => {
    expect(timeText(cron)).toBe(text);
  });

  test('several are joined, and none are by hand only', () => {
    expect(timesText({ times: ['0 6 * * *', '0 18 * * *'] })).toBe('every day at 06:00, and every day at 18:00');
    expect(timesText({ times: [] })).toBe('by hand only');
  });
});

test('a schedule says what it starts and for whom', () => {
  expect(subjectText(schedule())).toBe('daily, all accounts');
  expect(subjectText(schedule({ cohort: 'asia' }))).toBe('daily, asia');
  expect(subjectText(schedule({ pipeline: 'retrain', mode: 'manual' }))).toBe('retrain, manual cohorts');
});

test('what comes next is in the order of time, and what runs every few minutes is named once', () => {
  const watch = schedule({ id: 'watch', next: ['2026-11-22T10:05:00Z', '2026-11-22T10:10:00Z'] });
  const daily = schedule({ next: ['2026-11-23T06:00:00Z', '2026-11-24T06:00:00Z'] });
  const paused = schedule({ id: 'hourly', state: 'paused', next: [] });
  expect(nextFires([daily, paused, watch], 3).map(({ id, at }) => `${id} ${at.slice(8, 16)}`)).toEqual([
    'watch 22T10:05',
    'daily 23T06:00',
    'daily 24T06:00',
  ]);
});

test('what is paused can be resumed, everything else paused, and both run now', () => {
  expect(verbsOf({ state: 'paused' })).toEqual(['resume', 'trigger']);
  expect(verbsOf({ state: 'by-hand' })).toEqual(['pause', 'trigger']);
});
