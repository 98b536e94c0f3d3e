// What the gates take for usual: they must not be bent by one bulk order, a closed day or a gap.
import { describe, expect, test } from 'vitest';
import { addDays } from '../../src/domain/calendar/dates.ts';
import {
  expectedDay,
  expectedWeek,
  lastWeeksLevel,
  usualMovement,
  usualRange,
  usualSize,
} from '../../src/domain/forecast/gates/recent-history.ts';
import { BUSINESS_DATE, history, repeat } from './gates-builders.ts';

const NEXT_DAY = addDays(BUSINESS_DATE, 1);
/** Five weeks in which day 1 .. 7 of the week earn 10 .. 70, 1 more each week. */
const WEEKS = Array.from({ length: 35 }, (_, day) => 10 * ((day % 7) + 1) + Math.floor(day / 7));
/** The same with one bulk order among the last four weeks' values of the next day's weekday. */
const BULK = WEEKS.map((value, day) => (day === 21 ? 9_000 : value));

describe('the usual', () => {
  test('range leaves a bulk order out: its border is three interquartile ranges away', () => {
    expect(usualRange(history(BULK))).toEqual({ low: 10, high: 165 });
    expect(usualRange(history(WEEKS))).toEqual({ low: 10, high: 74 });
  });

  test('range of an account that mostly earns nothing keeps its few good days', () => {
    expect(usualRange(history([...repeat(0, 20), 50, ...repeat(0, 10)]))).toEqual({ low: 0, high: 50 });
  });

  test('movement is that of weekdays, not that from Saturday to Sunday', () => {
    expect(
      usualMovement(history(repeat(0, 35).map((_, day) => (day % 7 === 0 ? 0 : 100 + 6 * Math.floor(day / 7))))),
    ).toBeCloseTo(132 / 26, 12);
  });

  test('movement of a constant account is a twentieth of its size, and of an account of zeros nothing', () => {
    expect(usualMovement(history(repeat(200, 28)))).toBe(10);
    expect(usualMovement(history(repeat(0, 28)))).toBe(0);
  });

  test('size is not doubled by a bulk order', () => {
    expect(usualSize(history([...repeat(10, 27), 5_000]))).toBe(10);
  });

  test('size of an account that earns now and then is not nothing', () => {
    expect(usualSize(history([...repeat(0, 27), 56]))).toBe(2);
  });

  test('range of nothing is unknown', () => {
    expect(usualRange(history([null, null]))).toBeNull();
    expect(expectedDay(history([null, null]), NEXT_DAY)).toBeNull();
    expect(expectedWeek(history([null, null]))).toBeNull();
    expect(lastWeeksLevel(history([]), NEXT_DAY)).toBeNull();
  });
});

describe('what recent weeks say', () => {
  test('for a day is its own weekday: with a bulk order, that drawn in', () => {
    expect(lastWeeksLevel(history(WEEKS), NEXT_DAY)).toBe(12.5);
    expect(lastWeeksLevel(history(BULK), NEXT_DAY)).toBeCloseTo((11 + 12 + 165 + 14) / 4, 12);
  });

  test('for a day three weeks ahead is the same weekday', () => {
    expect(lastWeeksLevel(history(WEEKS), addDays(NEXT_DAY, 21))).toBe(12.5);
  });

  test('for a day reaches from its weekday to last week as a whole', () => {
    expect(expectedDay(history(WEEKS), NEXT_DAY)).toEqual({ low: 12.5, high: 44 });
  });

  test('for a day of a short history is its few days', () => {
    expect(expectedDay(history([4, 6]), NEXT_DAY)).toEqual({ low: 5, high: 5 });
  });

  test('for a week is the range of the last four weeks, weeks of gaps left out', () => {
    expect(expectedWeek(history(WEEKS))).toEqual({ low: 41, high: 44 });
    expect(expectedWeek(history(WEEKS.map((value, day) => (day > 29 ? null : value))))).toEqual({ low: 41, high: 43 });
  });
});
