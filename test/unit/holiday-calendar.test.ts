// Public holidays as governments announce them; dates from official calendars, not from the library.
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { createHolidayCalendar } from '../../src/connectors/holiday-calendar.ts';
import { isoDate } from '../helpers/builders.ts';

const calendar = createHolidayCalendar();
const holidays = (country: string, from: string, to: string) =>
  calendar.listHolidays(country, { from: isoDate(from), to: isoDate(to) });

test('the library is loaded when a country is asked for, and not before', () => {
  const loaded = () => Object.keys(createRequire(import.meta.url).cache).some((file) => /date-holidays/.test(file));
  expect(loaded()).toBe(false);
  calendar.knows('DE');
  expect(loaded()).toBe(true);
});

test.each([
  ['Germany, Easter to Whitsun 2024', 'DE', '2024-03-01', '2024-06-01', ['03-29', '04-01', '05-01', '05-09', '05-20']],
  ['Germany, the end of 2026', 'DE', '2026-10-01', '2026-12-31', ['10-03', '12-25', '12-26']],
  ['United States, autumn 2025', 'US', '2025-09-01', '2025-12-31', ['09-01', '10-13', '11-11', '11-27', '12-25']],
  [
    'Japan, Golden Week 2026 with its substitute',
    'JP',
    '2026-04-20',
    '2026-05-10',
    ['04-29', '05-03', '05-04', '05-05', '05-06'],
  ],
  [
    'Great Britain, Christmas 2027 with its substitutes',
    'GB',
    '2027-12-20',
    '2027-12-31',
    ['12-25', '12-26', '12-27', '12-28'],
  ],
  ['France, summer 2023', 'FR', '2023-07-01', '2023-08-31', ['07-14', '08-15']],
  ['Brazil, Independence Day 2025', 'BR', '2025-09-01', '2025-09-30', ['09-07']],
])('knows the public holidays of %s', (_, country, from, to, expected) => {
  const year = from.slice(0, 4);
  expect(holidays(country, from, to)).toEqual(expected.map((day) => `${year}-${day}`));
});

test('a feast of several days covers each of them, without the afternoon before it', () => {
  expect(holidays('TR', '2026-03-15', '2026-03-31')).toEqual(['2026-03-20', '2026-03-21', '2026-03-22']);
});

test('days on which the clocks change are holidays like others', () => {
  // Easter Sunday of 2024 in Norway was the day that had 23 hours.
  expect(holidays('NO', '2024-03-31', '2024-03-31')).toEqual(['2024-03-31']);
});

test('a range over New Year has the holidays of both years, each day once', () => {
  expect(holidays('DE', '2025-12-25', '2026-01-01')).toEqual(['2025-12-25', '2025-12-26', '2026-01-01']);
});

test('Mother’s Day and other observances are no public holidays', () => {
  expect(holidays('DE', '2026-05-10', '2026-05-10')).toEqual([]);
  expect(holidays('US', '2026-02-14', '2026-02-14')).toEqual([]);
});

test('a country that is not known has no holidays, which is no error', () => {
  expect(calendar.knows('DE')).toBe(true);
  expect(calendar.knows('XX')).toBe(false);
  expect(holidays('XX', '2026-01-01', '2026-12-31')).toEqual([]);
});
