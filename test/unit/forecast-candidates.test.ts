// The candidates against figures computed with numpy 2.4 from the textbook formulas, outside of this code base.
import { describe, expect, test } from 'vitest';
import { forecastFrom } from '../../src/domain/forecast/candidate-path.ts';
import type { CandidatePath } from '../../src/domain/forecast/candidate-path.ts';
import { dampedTrend, runningMean, smoothedLevel } from '../../src/domain/forecast/level-candidates.ts';
import { polynomialPath } from '../../src/domain/forecast/polynomial-path.ts';
import { prepareSeries } from '../../src/domain/forecast/prepare.ts';
import { seasonalNaive, seasonalSmoothing, weekdayMeans } from '../../src/domain/forecast/seasonal-candidates.ts';
import { quantileOf, weightedMedian } from '../../src/domain/forecast/statistics.ts';
import { weekdayProfile } from '../../src/domain/forecast/weekday-profile.ts';
import { FIRST_DAY } from './forecast-builders.ts';

const TWO_WEEKS = [101.25, 99.5, 103.75, 98, 110.4, 121.05, 90.3, 100, 97, 104.5, 99, 118.2, 95.1, 102.3];
const level = { values: Float64Array.from(TWO_WEEKS), week: { fixed: new Float64Array(7) } };
const series = prepareSeries({ start: FIRST_DAY, values: TWO_WEEKS });

interface Golden {
  readonly name: string;
  readonly path: CandidatePath;
  /** After the last day, for 1, 7 and 28 days later. */
  readonly expected: readonly [number, number, number];
}

const GOLDEN: readonly Golden[] = [
  {
    name: 'a line by least squares',
    path: polynomialPath(level, 1),
    expected: [103.05274725274727, 103.18923076923078, 103.66692307692301],
  },
  {
    name: 'a parabola by least squares',
    path: polynomialPath(level, 2),
    expected: [101.26703296703299, 95.77851648351657, 51.256208791209325],
  },
  {
    name: 'a damped trend',
    path: dampedTrend(level, { alpha: 0.3, beta: 0.1, damping: 0.9 }),
    expected: [102.72319623022892, 102.28648887593172, 101.8453709478258],
  },
  {
    name: 'exponential smoothing with an additive week',
    path: seasonalSmoothing(series, { alpha: 0.3, gamma: 0.1 }),
    expected: [100.29411741155963, 96.13103872955111, 96.13103872955111],
  },
  { name: 'last week again', path: seasonalNaive(series), expected: [100, 102.3, 102.3] },
  { name: 'the mean of a weekday', path: weekdayMeans(series), expected: [100.625, 96.3, 96.3] },
  {
    name: 'the mean of all days',
    path: runningMean(level),
    expected: [102.88214285714, 102.88214285714, 102.88214285714],
  },
];

test.each(GOLDEN)('$name', ({ path, expected }) => {
  const answers = [1, 7, 28].map((step) => forecastFrom(path, TWO_WEEKS.length - 1, step));
  for (const [index, answer] of answers.entries()) expect(answer).toBeCloseTo(expected[index] ?? Number.NaN, 8);
});

test('smoothing starts as the mean of what it has seen', () => {
  const path = smoothedLevel(level, 0.3);
  expect(forecastFrom(path, 1, 1)).toBeCloseTo((101.25 + 99.5) / 2, 10);
  expect(forecastFrom(path, 2, 1)).toBeCloseTo((101.25 + 99.5 + 103.75) / 3, 10);
});

test('a missing day leaves a level where it is', () => {
  const gap = { ...level, values: Float64Array.from([10, 20, Number.NaN]) };
  expect(forecastFrom(runningMean(gap), 2, 1)).toBe(15);
});

describe('the weekly profile', () => {
  const values = [
    110, 125, 97, 107, 93, 63, 113, 112, 126, 96, 105, 94, 65, 115, 109, 124, 98, 108, 92, 62, 114, 111, 125, 97, 106,
    95, 64, 112,
  ];

  test('of four steady weeks is nearly what the weekdays differ by', () => {
    const profile = weekdayProfile(prepareSeries({ start: FIRST_DAY, values }));
    const expected = [
      9.3666055925, 23.6139239419, -4.4300100352, 5.1519611884, -7.8274589591, -37.907990263, 12.0329685345,
    ];
    for (const [day, addition] of expected.entries()) expect(profile[day]).toBeCloseTo(addition, 8);
  });

  test('of a single week is drawn towards nothing by what other accounts say', () => {
    const profile = weekdayProfile(prepareSeries({ start: FIRST_DAY, values: [8, 1, 1, 1, 1, 1, 1] }));
    expect(profile[0]).toBeCloseTo(0.85 * 6, 10);
  });
});

test('quantiles and the weighted median are those of numpy', () => {
  const sorted = Float64Array.from([1, 1, 2, 3, 4, 5, 6, 9]);
  expect([0.1, 0.25, 0.5, 0.975].map((share) => quantileOf(sorted, share))).toEqual([1, 1.75, 3.5, 8.475000000000001]);
  const sample = { values: Float64Array.of(5, 1, 9, 3), weights: Float64Array.of(1, 2, 1, 0.5), size: 4 };
  expect(weightedMedian(sample)).toBeCloseTo(3, 10);
});
