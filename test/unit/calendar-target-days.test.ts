// The days on which euro reference rates exist.
import { describe, expect, test } from 'vitest';
import { easterSunday, isTargetDay, lastTargetDay } from '../../src/domain/calendar/target-days.ts';
import { listDates } from '../../src/domain/calendar/dates.ts';
import { day } from './money-builders.ts';

describe('Easter Sunday', () => {
  // Expected values: python-dateutil's easter(); they include the earliest and latest dates possible.
  test.each([
    [1970, '1970-03-29'],
    [1981, '1981-04-19'],
    [2000, '2000-04-23'],
    [2008, '2008-03-23'],
    [2011, '2011-04-24'],
    [2019, '2019-04-21'],
    [2024, '2024-03-31'],
    [2026, '2026-04-05'],
    [2027, '2027-03-28'],
    [2038, '2038-04-25'],
    [2285, '2285-03-22'],
    [4200, '4200-04-20'],
    [9999, '9999-03-28'],
  ])('of %i is %s', (year, date) => {
    expect(easterSunday(year)).toBe(date);
  });
});

describe('TARGET days', () => {
  test('of 2026 are all weekdays but the six holidays', () => {
    const closedWeekdays = listDates(day('2026-01-01'), day('2026-12-31')).filter(
      (date) => !isTargetDay(date) && ![0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay()),
    );
    // 26 December 2026 is a Saturday.
    expect(closedWeekdays).toEqual(['2026-01-01', '2026-04-03', '2026-04-06', '2026-05-01', '2026-12-25']);
  });

  test('never fall on a weekend', () => {
    expect(isTargetDay(day('2026-11-21'))).toBe(false);
    expect(isTargetDay(day('2026-11-22'))).toBe(false);
  });

  test.each([
    ['2026-11-20', '2026-11-20', 'a Friday is its own'],
    ['2026-11-22', '2026-11-20', 'a Sunday takes the Friday'],
    ['2026-04-06', '2026-04-02', 'Easter Monday takes the Thursday before'],
    ['2027-01-01', '2026-12-31', 'New Year takes the year before'],
    ['2025-12-28', '2025-12-24', 'a Sunday after Christmas takes Christmas Eve'],
  ])('the last one on or before %s is %s: %s', (date, last) => {
    expect(lastTargetDay(day(date))).toBe(last);
  });
});
