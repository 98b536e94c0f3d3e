// The gate of one forecast on recorded real series: it lets the simple forecaster's forecasts pass and stops damaged ones.
import { describe, expect, test } from 'vitest';
import { addDays } from '../../src/domain/calendar/dates.ts';
import { BUSINESS_DATE, RECORDED, judge, recordedForecast } from './gates-builders.ts';

const WINDOWS = [7, 14, 28, 56, 180];
/** One origin a week, each window that fits. */
const TASKS = RECORDED.flatMap(({ values }) =>
  Array.from({ length: 25 }, (_, week) => 200 - 7 * week).flatMap((end) =>
    WINDOWS.filter((window) => window <= end).map((window) => values.slice(end - window, end)),
  ),
);

/** Share of the forecasts that are held after the damage, 0..1. */
function heldShare(damage: (mean: number) => number): number {
  const held = TASKS.filter(
    (values, index) => judge(recordedForecast(values, addDays(BUSINESS_DATE, index), damage)).decision === 'hold',
  );
  return held.length / TASKS.length;
}

describe('of more than 1,500 forecasts of real accounts', () => {
  test('fewer than one in two hundred is held', () => {
    expect(TASKS.length).toBeGreaterThan(1_500);
    expect(heldShare((mean) => mean)).toBeLessThan(0.005);
  });

  test.each([
    ['tenfold', (mean: number) => mean * 10],
    ['with the wrong sign', (mean: number) => -mean],
    ['at nothing', () => 0],
    ['of no number', () => Number.NaN],
  ])('nearly all are held when they come out %s', (_name, damage) => {
    expect(heldShare(damage)).toBeGreaterThan(0.99);
  });

  test('all are held when their band is fifty levels wide', () => {
    const published = TASKS.filter((values, index) => {
      const candidate = recordedForecast(values, addDays(BUSINESS_DATE, index), (mean) => mean);
      const level = values.reduce((sum, value) => sum + value, 0) / values.length;
      const wide = candidate.steps.map((step) => ({
        ...step,
        hi80: step.lo80 + 50 * level,
        hi95: step.lo80 + 60 * level,
      }));
      return judge({ ...candidate, steps: wide }).decision === 'publish';
    });
    expect(published).toEqual([]);
  });
});
