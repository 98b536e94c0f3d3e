// The laws of the forecasting core, whatever the history looks like.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays } from '../../src/domain/calendar/dates.ts';
import { DomainError } from '../../src/domain/domain-error.ts';
import type { ForecastStep } from '../../src/domain/forecast/model.ts';
import { toDailySeries } from '../../src/domain/forecast/series.ts';
import { FIRST_DAY, forecast, history, means } from './forecast-builders.ts';

const RUNS = { seed: 20261125, numRuns: 150 };
const cents = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((value) => value / 100);
/** Mixed signs, so that no forecast is cut off at zero. */
const busy = fc
  .array(cents, { minLength: 7, maxLength: 70 })
  .filter((values) => Math.min(...values) < 0 && new Set(values).size > 3 && !values.includes(0));

const expectClose = (actual: readonly number[], expected: readonly number[]): void => {
  const size = Math.max(1, ...expected.map(Math.abs));
  const worst = Math.max(...actual.map((value, index) => Math.abs(value - (expected[index] ?? Number.NaN))));
  expect(worst / size).toBeLessThan(1e-6);
};

test('the forecast moves with the revenue: a constant more every day is that much more ahead', () => {
  fc.assert(
    fc.property(busy, fc.integer({ min: -5000, max: 5000 }), (values, shift) => {
      const moved = values.map((value) => value + shift);
      fc.pre(Math.min(...moved) < 0 && !moved.includes(0));
      expectClose(
        means(forecast(history(moved))),
        means(forecast(history(values))).map((mean) => mean + shift),
      );
    }),
    RUNS,
  );
});

test('forecast and bands grow with the revenue: another unit of money changes nothing but the unit', () => {
  const read = ({ lo95, lo80, mean, hi80, hi95, expectedError }: ForecastStep) => [
    lo95,
    lo80,
    mean,
    hi80,
    hi95,
    expectedError,
  ];
  fc.assert(
    fc.property(busy, fc.double({ min: 0.001, max: 1000, noNaN: true }), (values, factor) => {
      const scaled = forecast(history(values.map((value) => value * factor))).flatMap(read);
      expectClose(
        scaled,
        forecast(history(values))
          .flatMap(read)
          .map((value) => value * factor),
      );
    }),
    RUNS,
  );
});

test('no history whatsoever gives a crossed band or a number that is none', () => {
  const amount = fc.oneof(cents, fc.constantFrom(0, 0, 1e12, -1e12, 1e-9, 1e150));
  const rough = fc.array(fc.option(amount, { freq: 4 }), { minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(rough, (values) => {
      fc.pre(values.some((value) => value !== null));
      for (const { lo95, lo80, mean, hi80, hi95 } of forecast(history(values))) {
        expect([lo95, lo80, mean, hi80, hi95]).toEqual([lo95, lo80, mean, hi80, hi95].toSorted((a, b) => a - b));
        expect(Number.isFinite(hi95 - lo95)).toBe(true);
      }
    }),
    RUNS,
  );
});

test('numbers beyond all bounds give an error of the catalogue rather than an infinite band', () => {
  const huge = [1.7e308, -1.7e308, 1.7e308, 1.7e308, -1.7e308, 1.7e308, -1.7e308, 1.7e308];
  expect(() => forecast(history(huge))).toThrow(DomainError);
});

test('the order in which days arrive changes nothing', () => {
  const window = { from: FIRST_DAY, to: addDays(FIRST_DAY, 59) };
  const points = fc
    .uniqueArray(fc.tuple(fc.nat(59), cents), { minLength: 1, maxLength: 60, selector: ([day]) => day })
    .map((rows) => rows.map(([day, revenue]) => ({ date: addDays(FIRST_DAY, day), revenue })));
  fc.assert(
    fc.property(points, (rows) => {
      const sorted = rows.toSorted((a, b) => (a.date < b.date ? -1 : 1));
      expect(forecast(toDailySeries(rows, window))).toEqual(forecast(toDailySeries(sorted, window)));
    }),
    RUNS,
  );
});
