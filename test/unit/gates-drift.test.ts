// The measures of drift, against values computed outside of this code base with Python: scipy 1.x (ks_2samp for the distance,
// special.kolmogorov for the p-value, stats.chi2.ppf) and the formula of the index on numpy arrays.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countBins,
  decileBorders,
  ksDistance,
  ksPValue,
  populationStabilityIndex,
  psiByChance,
} from '../../src/domain/forecast/gates/batch/drift.ts';
import { ascending, quantile } from '../../src/domain/forecast/gates/statistics.ts';
import { repeat } from './gates-builders.ts';

const RUNS = { seed: 20261124, numRuns: 200 };
const ONE = [0.1, 0.4, 0.4, 0.9, 1.3, -0.2, 2.5, 0, -1.1, 0.7, 0.4, 1.9];
const OTHER = [-0.3, 0, -0.7, 0.2, 0.4, -1.4, 0.1, -0.9, 0.6, -0.1, -2, 0.3, 0.05, -0.6, 0.4];
const shifts = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 80 });

describe('the population stability index', () => {
  test.each([
    {
      name: 'nearly alike',
      actual: [12, 8, 10, 9, 11, 10, 10, 9, 11, 10],
      expected: repeat(10, 10),
      psi: 0.010985099382375,
    },
    {
      name: 'moved to the low bins',
      actual: [30, 25, 15, 10, 5, 5, 4, 3, 2, 1],
      expected: repeat(10, 10),
      psi: 0.8077915491798365,
    },
    { name: 'all in one bin', actual: [0, 0, 100], expected: [50, 30, 20], psi: 4.741486394833929 },
    {
      name: 'all in one of ten bins',
      actual: [100, ...repeat(0, 9)],
      expected: [...repeat(283, 9), 281],
      psi: 4.544645769599884,
    },
  ])('of batches that are $name is $psi', ({ actual, expected, psi }) => {
    expect(populationStabilityIndex(actual, expected)).toBeCloseTo(psi, 12);
  });

  test('never falls below 0, and is 0 for the same batch', () => {
    const counts = fc.array(fc.nat(1000), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(counts, counts, (a, e) => {
        expect(populationStabilityIndex(a, e)).toBeGreaterThanOrEqual(0);
        expect(populationStabilityIndex(a, a)).toBe(0);
      }),
      RUNS,
    );
  });

  test.each([
    { bins: 2, quantile: 10.8276 },
    { bins: 3, quantile: 13.8155 },
    { bins: 5, quantile: 18.4668 },
    { bins: 10, quantile: 27.8772 },
  ])('of $bins bins leaves to chance what chi squared does, within 4 %', ({ bins, quantile: chiSquared }) => {
    const byChance = psiByChance(bins, [100, 50]);
    expect(Math.abs(byChance / (chiSquared * (1 / 100 + 1 / 50)) - 1)).toBeLessThan(0.04);
  });

  test('counts each value in one bin, also where many are equal', () => {
    fc.assert(
      fc.property(shifts, shifts, (today, baseline) => {
        const counts = countBins(today, decileBorders(ascending(baseline)));
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(today.length);
      }),
      RUNS,
    );
    expect(decileBorders(repeat(0, 50))).toEqual([0]);
  });
});

describe('the Kolmogorov-Smirnov distance', () => {
  test('of two batches with equal values among them is the largest gap', () => {
    expect(ksDistance(ONE, OTHER)).toBeCloseTo(0.466666666666667, 12);
  });

  test('of larger batches agrees too', () => {
    const c = Array.from({ length: 200 }, (_, i) => ((i * 37) % 101) / 10 - 5);
    const d = Array.from({ length: 150 }, (_, i) => ((i * 53) % 97) / 8 - 5);
    expect(ksDistance(c, d)).toBeCloseTo(0.163333333333333, 12);
  });

  test.each([
    { distance: 0.466666666666667, n: 12, m: 15, p: 0.10962155197010093 },
    { distance: 0.163333333333333, n: 200, m: 150, p: 0.0206469586148842 },
    { distance: 0.2, n: 100, m: 100, p: 0.0366310527071194 },
    { distance: 0.05, n: 1000, m: 1000, p: 0.1640791977266521 },
    { distance: 0.5, n: 30, m: 40, p: 0.00037888365046321 },
    { distance: 0.08, n: 30, m: 30, p: 0.9999787765810874 },
    { distance: 0.01, n: 50, m: 50, p: 1 },
  ])('$distance of $n and $m accounts happens by chance with p = $p', ({ distance, n, m, p }) => {
    expect(ksPValue(distance, [n, m])).toBeCloseTo(p, 12);
  });

  test('is the same from both sides, 0 to itself, and never beyond 1', () => {
    fc.assert(
      fc.property(shifts, shifts, (one, other) => {
        expect(ksDistance(one, other)).toBe(ksDistance(other, one));
        expect(ksDistance(one, one)).toBe(0);
        expect(ksDistance(one, other)).toBeLessThanOrEqual(1);
      }),
      RUNS,
    );
  });
});

test.each([
  [0, 1],
  [0.1, 1],
  [0.25, 2.5],
  [0.5, 4],
  [0.9, 6],
  [1, 9],
])('the quantile %d agrees with numpy', (share, expected) => {
  expect(quantile(ascending([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5]), share)).toBe(expected);
});
