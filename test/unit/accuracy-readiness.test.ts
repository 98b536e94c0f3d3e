// Whether an account has enough days to train on, and which ones are missing.
import { describe, expect, test } from 'vitest';
import { addDays, parseIsoDate } from '../../src/domain/calendar/dates.ts';
import { DEFAULT_TRAINING_NEEDS, readiness } from '../../src/domain/forecast/accuracy/readiness.ts';

const START = parseIsoDate('2026-11-01');
/** `x` is an observed day, `.` a missing one. */
const days = (text: string) => ({ start: START, values: Array.from(text, (day) => (day === 'x' ? 10 : null)) });
const check = (text: string) => readiness(days(text), DEFAULT_TRAINING_NEEDS);

describe('the history', () => {
  test.each([
    { text: 'xxxxxxx', problem: null, observed: 7, missing: 0 },
    { text: '.....xxxxxxx', problem: null, observed: 7, missing: 0 },
    { text: 'x.x.x.x.x.x.x', problem: null, observed: 7, missing: 6 },
    { text: 'xxx', problem: null, observed: 3, missing: 0 },
    { text: '', problem: 'no-observation', observed: 0, missing: 0 },
    { text: '.......', problem: 'no-observation', observed: 0, missing: 7 },
    { text: 'xxxxxxxx.', problem: 'last-day-missing', observed: 8, missing: 1 },
    { text: '....xxxxxx', problem: 'too-few-days', observed: 6, missing: 0 },
    { text: 'x.x', problem: 'too-few-days', observed: 2, missing: 1 },
    { text: 'x..x..x..x..x..x..x', problem: 'too-many-gaps', observed: 7, missing: 12 },
  ])('"$text" is judged: $problem', ({ text, problem, observed, missing }) => {
    expect(check(text)).toMatchObject({ ready: problem === null, problem, observed, missing });
  });

  test('names the missing days, those before the account began left out', () => {
    expect(check('..xx.xx.xxx').missingDates).toEqual([addDays(START, 4), addDays(START, 7)]);
  });

  test('names no more than fifty of them, the latest', () => {
    const { missing, missingDates } = check(`x${'.'.repeat(80)}xxxxxx`);
    expect([missing, missingDates.length, missingDates.at(-1)]).toEqual([80, 50, addDays(START, 80)]);
  });

  test.each([
    ['xxxxxxx', '7 observed days to train on.'],
    ['....xxxxxx', '6 of the 7 observed days that training needs.'],
    ['x..x..x..x..x..x..x', '12 of 19 days are missing; run a backfill for them.'],
  ])('"%s" comes with a reason for people', (text, reason) => {
    expect(check(text).reason).toBe(reason);
  });
});
