// The laws of the baseline, whatever the history looks like.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, parseIsoDate } from '../../src/domain/calendar/dates.ts';
import { fitModel } from '../../src/domain/forecast/fit.ts';
import { checkHistory } from '../../src/domain/forecast/history.ts';
import { predictSteps } from '../../src/domain/forecast/predict.ts';
import type { HistoryPoint } from '../../src/domain/forecast/types.ts';

const RUNS = { seed: 20261122, numRuns: 200 };
const FIRST_DAY = parseIsoDate('2026-01-01');
const LAST_DAY = addDays(FIRST_DAY, 59);
const window = { from: FIRST_DAY, to: LAST_DAY };

const degree = fc.constantFrom(1 as const, 2 as const);
const cents = fc.integer({ min: -10_000_000, max: 10_000_000 });
/** 1 to 60 observed days of the window, as (offset, cents). */
const history = fc
  .uniqueArray(fc.tuple(fc.nat(59), cents), { minLength: 1, maxLength: 60, selector: ([offset]) => offset })
  .map((days) => days.map(([offset, amount]) => ({ date: addDays(FIRST_DAY, offset), revenue: amount / 100 })));

const steps = (points: readonly HistoryPoint[], wanted: 1 | 2): readonly number[] =>
  predictSteps(fitModel(points, { degree: wanted, window }), LAST_DAY, 28).map(({ value }) => value);
const mapRevenue = (points: readonly HistoryPoint[], change: (revenue: number) => number): readonly HistoryPoint[] =>
  points.map(({ date, revenue }) => ({ date, revenue: change(revenue) }));
/** Extrapolating far from few days multiplies rounding; relative to the largest figure involved it stays tiny. */
const expectClose = (actual: readonly number[], expected: readonly number[], size: number): void => {
  const largest = Math.max(size, ...expected.map(Math.abs), 1);
  const worst = Math.max(...actual.map((value, index) => Math.abs(value - (expected[index] ?? Number.NaN))));
  expect(worst / largest).toBeLessThan(1e-8);
};
const largestOf = (points: readonly HistoryPoint[]): number =>
  Math.max(...points.map(({ revenue }) => Math.abs(revenue)));

describe('the baseline', () => {
  test('gives the same bytes for the same days in any order', () => {
    fc.assert(
      fc.property(history, degree, fc.infiniteStream(fc.nat()), (points, wanted, keys) => {
        const shuffled = points
          .map((point) => ({ point, key: keys.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ point }) => point);
        const inOrder = JSON.stringify(fitModel(points, { degree: wanted, window }));
        expect(JSON.stringify(fitModel(shuffled, { degree: wanted, window }))).toBe(inOrder);
      }),
      RUNS,
    );
  });

  test('moves with the revenue: a constant more every day is that much more ahead', () => {
    fc.assert(
      fc.property(history, degree, cents, (points, wanted, shift) => {
        const moved = steps(
          mapRevenue(points, (revenue) => revenue + shift),
          wanted,
        );
        const expected = steps(points, wanted).map((value) => value + shift);
        expectClose(moved, expected, largestOf(points) + Math.abs(shift));
      }),
      RUNS,
    );
  });

  test('grows with the revenue: another unit of money changes nothing but the unit', () => {
    fc.assert(
      fc.property(history, degree, fc.integer({ min: -1000, max: 1000 }), (points, wanted, factor) => {
        const scaled = steps(
          mapRevenue(points, (revenue) => revenue * factor),
          wanted,
        );
        const expected = steps(points, wanted).map((value) => value * factor);
        expectClose(scaled, expected, largestOf(points) * Math.abs(factor));
      }),
      RUNS,
    );
  });

  test('draws a line on across any gaps: missing days move x and nothing else', () => {
    const slopes = fc.integer({ min: -1000, max: 1000 });
    const offsets = fc.uniqueArray(fc.nat(59), { minLength: 3, maxLength: 60 });
    fc.assert(
      fc.property(offsets, slopes, cents, degree, (days, slope, start, wanted) => {
        const line = (offset: number) => start + slope * offset;
        const points = days.map((offset) => ({ date: addDays(FIRST_DAY, offset), revenue: line(offset) }));
        const expected = Array.from({ length: 28 }, (_, step) => line(60 + step));
        expectClose(steps(points, wanted), expected, largestOf(points));
      }),
      RUNS,
    );
  });

  test('never leaves the finite numbers, and its accuracy never leaves 0 to 1', () => {
    const amount = fc.oneof(cents, fc.constantFrom(0, 1e12, -1e12, 1e-6, 999_999_999_999_999));
    const rough = fc.uniqueArray(fc.tuple(fc.nat(59), amount), { minLength: 1, selector: ([offset]) => offset });
    fc.assert(
      fc.property(rough, degree, (days, wanted) => {
        const points = days.map(([offset, revenue]) => ({ date: addDays(FIRST_DAY, offset), revenue }));
        const { accuracy } = fitModel(points, { degree: wanted, window });
        expect(steps(points, wanted).every(Number.isFinite)).toBe(true);
        expect(accuracy === null || (accuracy >= 0 && accuracy <= 1)).toBe(true);
      }),
      RUNS,
    );
  });

  test('every day of the window is either present or missing', () => {
    fc.assert(
      fc.property(history, (points) => {
        const { present, missing } = checkHistory(points, window);
        const model = fitModel(points, { degree: 2, window });
        expect([present, missing]).toEqual([points.length, 60 - points.length]);
        expect([model.points, model.missingDays]).toEqual([present, missing]);
      }),
      RUNS,
    );
  });
});
