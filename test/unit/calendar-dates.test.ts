// Calendar days: which texts are one, and arithmetic on them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  compareDates,
  daysBetween,
  isIsoDate,
  listDates,
  parseIsoDate,
  weekday,
} from '../../src/domain/calendar/dates.ts';
import { PROPERTY, day } from './money-builders.ts';

const LAST_DAY = 2_932_896; // of 9999-12-31, by Python's datetime
const anyDay = fc.integer({ min: 0, max: LAST_DAY }).map((offset) => addDays(day('1970-01-01'), offset));

describe('a date', () => {
  test.each(['1970-01-01', '2026-11-20', '2024-02-29', '2000-02-29', '9999-12-31'])('may be %s', (text) => {
    expect(parseIsoDate(text)).toBe(text);
  });

  test.each([
    '2026-02-29',
    '1900-02-29',
    '2100-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-01-32',
    '1969-12-31',
    '0000-01-01',
    '10000-01-01',
    '2026-1-1',
    '20261120',
    '2026-11-20T00:00:00Z',
    ' 2026-11-20',
    '2026-11-20\n',
    '',
    'today',
  ])('is never %j', (text) => {
    expect(isIsoDate(text)).toBe(false);
    expect(() => parseIsoDate(text)).toThrow(expect.objectContaining({ code: 'INVALID_DATE', facts: { date: text } }));
  });
});

describe('arithmetic on dates', () => {
  test.each([
    ['2024-02-28', 1, '2024-02-29'],
    ['2023-02-28', 1, '2023-03-01'],
    ['2026-12-31', 1, '2027-01-01'],
    ['2027-01-01', -1, '2026-12-31'],
    ['2026-03-29', 1, '2026-03-30'],
    ['2026-11-20', 0, '2026-11-20'],
    ['2023-03-01', 366, '2024-03-01'],
    ['1970-01-01', LAST_DAY, '9999-12-31'],
  ])('%s and %i days is %s', (from, days, to) => {
    expect(addDays(day(from), days)).toBe(to);
  });

  test('adding and counting days are inverse', () => {
    fc.assert(
      fc.property(anyDay, anyDay, (from, to) => {
        expect(addDays(from, daysBetween(from, to))).toBe(to);
        expect(daysBetween(from, to) + daysBetween(to, from)).toBe(0);
        expect(Math.sign(compareDates(from, to))).toBe(Math.sign(daysBetween(to, from)));
      }),
      PROPERTY,
    );
  });

  test.each([
    ['9999-12-31', 1],
    ['1970-01-01', -1],
    ['2026-11-20', 0.5],
    ['2026-11-20', Number.NaN],
    ['2026-11-20', 1e15],
  ])('leaves the calendar with an error: %s and %d days', (date, days) => {
    expect(() => addDays(day(date), days)).toThrow(expect.objectContaining({ code: 'INVALID_DATE' }));
  });

  test('lists a range with both ends, across months and years', () => {
    expect(listDates(day('2026-12-30'), day('2027-01-02'))).toEqual([
      '2026-12-30',
      '2026-12-31',
      '2027-01-01',
      '2027-01-02',
    ]);
    expect(listDates(day('2026-11-20'), day('2026-11-20'))).toEqual(['2026-11-20']);
    expect(listDates(day('2026-11-21'), day('2026-11-20'))).toEqual([]);
  });

  test('the week begins on Sunday and has seven days', () => {
    expect(weekday(day('2026-11-22'))).toBe(0);
    expect(listDates(day('2026-11-22'), day('2026-11-28')).map(weekday)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(weekday(day('1970-01-01'))).toBe(4);
  });
});
