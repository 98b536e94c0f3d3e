// Times of a schedule told as cron expressions, from the calendars that Temporal keeps of them.
import { describe, expect, test } from 'vitest';
import { cronProblem } from '../../src/operations/schedules-cron.ts';
import { timesOf } from '../../src/operations/schedules-times.ts';

const at = <T>(start: T, end: T = start, step = 1) => [{ start, end, step }];
type Calendar = NonNullable<Parameters<typeof timesOf>[0]['calendars']>[number];

const calendar = (change: Partial<Calendar> = {}): Calendar => ({
  second: at(0),
  minute: at(0),
  hour: at(6),
  dayOfMonth: at(1, 31),
  month: at('JANUARY', 'DECEMBER'),
  dayOfWeek: at('SUNDAY', 'SATURDAY'),
  year: [],
  comment: '',
  ...change,
});

describe('times of a schedule', () => {
  test.each([
    ['every morning', calendar(), '0 6 * * *'],
    ['every five minutes', calendar({ minute: at(0, 59, 5), hour: at(0, 23) }), '*/5 * * * *'],
    ['on Sundays', calendar({ dayOfWeek: at('SUNDAY') }), '0 6 * * SUN'],
    ['on weekdays', calendar({ dayOfWeek: at('MONDAY', 'FRIDAY') }), '0 6 * * MON-FRI'],
    [
      'quarterly, on two days',
      calendar({
        dayOfMonth: [...at(1), ...at(15)],
        month: [...at<'APRIL' | 'JANUARY'>('JANUARY'), ...at<'APRIL' | 'JANUARY'>('APRIL')],
      }),
      '0 6 1,15 JAN,APR *',
    ],
    ['in one year', calendar({ year: at(2027) }), '0 6 * * * 2027'],
    ['with seconds', calendar({ second: at(30) }), '30 0 6 * * * *'],
  ])('%s', (_, given, expected) => {
    expect(timesOf({ calendars: [given] })).toEqual([expected]);
    expect(cronProblem(expected)).toBeNull();
  });

  test('of an interval are said in seconds, and none are none', () => {
    expect(timesOf({ intervals: [{ every: 5_000, offset: 0 }] })).toEqual(['every 5 s']);
    expect(timesOf({})).toEqual([]);
  });
});
