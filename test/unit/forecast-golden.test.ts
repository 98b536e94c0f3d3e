// The figures of the baseline, against values computed with exact fractions outside of this code base.
import { describe, expect, test } from 'vitest';
import { addDays, parseIsoDate } from '../../src/domain/calendar/dates.ts';
import { fitModel } from '../../src/domain/forecast/fit.ts';
import { predictAt } from '../../src/domain/forecast/predict.ts';

const FIRST_DAY = parseIsoDate('2026-02-26');

interface GoldenCase {
  readonly name: string;
  readonly offsets: readonly number[];
  readonly revenue: readonly number[];
  /** Day offset to value. */
  readonly degree1: readonly (readonly [offset: number, value: number])[];
  readonly degree2: readonly (readonly [offset: number, value: number])[];
  readonly accuracy1: number;
  readonly accuracy2: number;
}

const CASES: readonly GoldenCase[] = [
  {
    // X = 1..7 of the mission: f(8) is day offset 7.
    name: 'a growing week',
    offsets: [0, 1, 2, 3, 4, 5, 6],
    revenue: [250, 260, 270, 280, 285, 280, 281],
    degree1: [[7, 293.42857143]],
    degree2: [
      [7, 274.85714286],
      [8, 266.21428571],
      [9, 254.47619048],
    ],
    accuracy1: 0.774978771582,
    accuracy2: 0.974290027361,
  },
  {
    name: 'a history with gaps',
    offsets: [0, 1, 2, 5, 6, 9, 13],
    revenue: [101.25, 99.5, 103.75, 98, 110.4, 121.05, 90.3],
    degree1: [
      [14, 103.331331877729],
      [41, 102.926037117904],
    ],
    degree2: [
      [14, 90.108208637308],
      [15, 84.554778609085],
      [41, -297.133223946962],
    ],
    accuracy1: 0.00005073088,
    accuracy2: 0.38697473933,
  },
  {
    name: 'days of refunds',
    offsets: [0, 1, 2, 3, 4],
    revenue: [-12.5, 40.25, -3.1, 18, 0.4],
    degree1: [[5, 9.675]],
    degree2: [
      [5, -28.45],
      [6, -66.22],
    ],
    accuracy1: 0.000724522284,
    accuracy2: 0.239476348219,
  },
  {
    name: 'four days together and one half a year later',
    offsets: [0, 1, 2, 3, 179],
    revenue: [10, 12.5, 11, 14, 900.75],
    degree1: [
      [180, 905.645497818326],
      [207, 1040.833458944863],
    ],
    degree2: [
      [180, 909.738583819284],
      [207, 1169.289291101831],
    ],
    accuracy1: 0.999870305675,
    accuracy2: 0.99999421807,
  },
];

const fit = ({ offsets, revenue }: GoldenCase, degree: 1 | 2) =>
  fitModel(
    revenue.map((value, index) => ({ date: addDays(FIRST_DAY, offsets[index] ?? 0), revenue: value })),
    { degree, window: { from: FIRST_DAY, to: addDays(FIRST_DAY, 179) } },
  );

describe.each(CASES)('the baseline on $name', (golden) => {
  test.each(golden.degree1)('gives a line through day %i at %f', (offset, value) => {
    expect(predictAt(fit(golden, 1), addDays(FIRST_DAY, offset))).toBeCloseTo(value, 8);
  });

  test.each(golden.degree2)('gives a parabola through day %i at %f', (offset, value) => {
    expect(predictAt(fit(golden, 2), addDays(FIRST_DAY, offset))).toBeCloseTo(value, 8);
  });

  test('reports how much of the variance each degree explains', () => {
    expect(fit(golden, 1).accuracy).toBeCloseTo(golden.accuracy1, 10);
    expect(fit(golden, 2).accuracy).toBeCloseTo(golden.accuracy2, 10);
  });
});

test('a trillion a day does not swallow the few units that it varies by', () => {
  const revenue = [0, 1, 3, -2, 5, 4].map((units) => 1e12 + units);
  const points = revenue.map((value, index) => ({ date: addDays(FIRST_DAY, index), revenue: value }));
  const model = fitModel(points, { degree: 2, window: { from: FIRST_DAY, to: addDays(FIRST_DAY, 5) } });
  expect(predictAt(model, addDays(FIRST_DAY, 6))).toBeCloseTo(1_000_000_000_006.2, 3);
  // A double near 1e12 is exact to 0.0001 only.
  expect(model.accuracy).toBeCloseTo(0.333151059467, 4);
});
