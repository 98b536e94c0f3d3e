// What counts as history: the days of the depth window, once each, and the list of what is missing.
import { describe, expect, test } from 'vitest';
import { addDays, listDates, parseIsoDate } from '../../src/domain/calendar/dates.ts';
import { checkHistory, depthWindow } from '../../src/domain/forecast/history.ts';

const date = parseIsoDate;
const point = (text: string, revenue = 1) => ({ date: date(text), revenue });

describe('the depth window', () => {
  test('of seven days ends with the business date and includes it', () => {
    expect(depthWindow(date('2026-03-02'), 7)).toEqual({ from: '2026-02-24', to: '2026-03-02' });
  });

  test('of one day is the business date alone', () => {
    expect(depthWindow(date('2026-11-20'), 1)).toEqual({ from: '2026-11-20', to: '2026-11-20' });
  });
});

describe('the check of a history', () => {
  const window = depthWindow(date('2026-11-20'), 5);

  test('counts present and missing days and names the missing ones', () => {
    expect(checkHistory([point('2026-11-20'), point('2026-11-17')], window)).toEqual({
      present: 2,
      missing: 3,
      missingDates: ['2026-11-16', '2026-11-18', '2026-11-19'],
    });
  });

  test('counts a date once, however often it comes, and nothing outside the window', () => {
    const history = [point('2026-11-15'), point('2026-11-18'), point('2026-11-18', 2), point('2026-11-21')];
    expect(checkHistory(history, window)).toMatchObject({ present: 1, missing: 4 });
  });

  test('is content with a complete window', () => {
    const history = listDates(window.from, window.to).map((day) => point(day));
    expect(checkHistory(history, window)).toEqual({ present: 5, missing: 0, missingDates: [] });
  });

  test('a day of no revenue is present', () => {
    expect(checkHistory([point('2026-11-16', 0)], window)).toMatchObject({ present: 1 });
  });

  test('lists the 50 oldest missing days at most, but counts all', () => {
    const check = checkHistory([point('2026-11-20')], depthWindow(date('2026-11-20'), 180));
    expect(check).toMatchObject({ present: 1, missing: 179 });
    expect(check.missingDates).toHaveLength(50);
    expect(check.missingDates[0]).toBe(addDays(date('2026-11-20'), -179));
  });

  test.each([
    ['no points at all', []],
    ['points of other days only', [point('2026-11-15'), point('2026-11-21')]],
  ])('refuses %s, naming the window', (_name, history) => {
    expect(() => checkHistory(history, window)).toThrow(
      expect.objectContaining({ code: 'NO_HISTORY', facts: { from: '2026-11-16', to: '2026-11-20' } }),
    );
  });
});
