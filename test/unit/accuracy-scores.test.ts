// What resolved forecasts say: one by one, summed up, and as the error that an account is told to expect.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reportedError } from '../../src/domain/forecast/accuracy/reported.ts';
import type { ResolvedForecast } from '../../src/domain/forecast/accuracy/score.ts';
import { scoreForecast } from '../../src/domain/forecast/accuracy/score.ts';
import type { AccuracySums } from '../../src/domain/forecast/accuracy/summary.ts';
import {
  NO_SUMS,
  mergeSummaries,
  sumScores,
  summarise,
  summariseScores,
} from '../../src/domain/forecast/accuracy/summary.ts';

const RUNS = { seed: 20261129, numRuns: 300 };

const forecast = (change: Partial<ResolvedForecast> = {}): ResolvedForecast => ({
  mean: 100,
  lo80: 90,
  hi80: 110,
  lo95: 80,
  hi95: 125,
  modelMean: 100,
  naiveMean: 120,
  sigma: 8,
  ...change,
});

describe('a resolved forecast', () => {
  test('is scored by its error, its bands and what last week would have said', () => {
    expect(scoreForecast(forecast(), 112)).toEqual({
      actual: 112,
      error: -12,
      absoluteError: 12,
      modelError: 12,
      naiveError: 8,
      inside80: false,
      inside95: true,
      width80: 20,
      width95: 45,
      sigmaScore: 1.5,
    });
  });

  test('that served last week is also scored for its model', () => {
    expect(scoreForecast(forecast({ mean: 120, modelMean: 100 }), 118)).toMatchObject({
      absoluteError: 2,
      naiveError: 2,
      modelError: 18,
    });
  });

  test.each([
    { actual: 90, inside80: true, inside95: true },
    { actual: 110, inside80: true, inside95: true },
    { actual: 89.99, inside80: false, inside95: true },
    { actual: 125, inside80: false, inside95: true },
    { actual: 125.01, inside80: false, inside95: false },
  ])('at $actual is inside its bands: 80 % $inside80, 95 % $inside95', ({ actual, inside80, inside95 }) => {
    expect(scoreForecast(forecast(), actual)).toMatchObject({ inside80, inside95 });
  });

  test('of a closed day that stayed closed was right and covered', () => {
    const closed = forecast({ mean: 0, modelMean: 0, naiveMean: 0, lo80: 0, hi80: 0, lo95: 0, hi95: 0, sigma: 0 });
    expect(scoreForecast(closed, 0)).toMatchObject({ error: 0, inside80: true, inside95: true, sigmaScore: null });
  });
});

describe('the summary', () => {
  // By hand: errors -12, 4, 0; actuals 112, 96, 100; naive errors 8, 24, 20.
  const scores = [112, 96, 100].map((actual) => scoreForecast(forecast(), actual));

  test('of three days agrees with pencil and paper', () => {
    const summary = summariseScores(scores);
    expect(summary).toMatchObject({ n: 3, coverage95: 1, meanWidth80: 20, meanWidth95: 45 });
    expect(summary.mae).toBeCloseTo(16 / 3, 12);
    expect(summary.wape).toBeCloseTo(16 / 308, 12);
    expect(summary.bias).toBeCloseTo(-8 / 3, 12);
    expect(summary.coverage80).toBeCloseTo(2 / 3, 12);
    expect(summary.skill).toBeCloseTo(1 - 16 / 52, 12);
  });

  test('of nothing says nothing', () => {
    expect(summariseScores([])).toEqual({
      n: 0,
      mae: null,
      wape: null,
      bias: null,
      coverage80: null,
      coverage95: null,
      meanWidth80: null,
      meanWidth95: null,
      skill: null,
    });
  });

  test('of an account that earned nothing has no share of it', () => {
    const summary = summariseScores([scoreForecast(forecast({ mean: 1, modelMean: 1, naiveMean: 0 }), 0)]);
    expect(summary).toMatchObject({ mae: 1, wape: null, skill: null });
  });
});

describe('the parts of a whole', () => {
  // Cents, so that sums are exact and the law can be stated exactly.
  const amount = fc.integer({ min: -1_000_000, max: 1_000_000 });
  const score = fc
    .record({ mean: amount, lo80: amount, hi80: amount, modelMean: amount, naiveMean: amount, actual: amount })
    .map(({ actual, ...figures }) => scoreForecast(forecast(figures), actual));
  const scores = fc.array(score, { maxLength: 40 });
  const parts = fc.array(scores, { maxLength: 6 });

  test('add up to the whole, however they are cut and in whatever order', () => {
    fc.assert(
      fc.property(parts, (cut) => {
        const whole = summarise(sumScores(cut.flat()));
        expect(summarise(mergeSummaries(cut.map(sumScores)))).toEqual(whole);
        expect(summarise(mergeSummaries(cut.map(sumScores).reverse()))).toEqual(whole);
      }),
      RUNS,
    );
  });

  test('may be merged in steps, and nothing adds nothing', () => {
    fc.assert(
      fc.property(scores, scores, scores, (a, b, c) => {
        const [x, y, z] = [sumScores(a), sumScores(b), sumScores(c)];
        expect(mergeSummaries([mergeSummaries([x, y]), z])).toEqual(mergeSummaries([x, mergeSummaries([y, z])]));
        expect(mergeSummaries([x, NO_SUMS])).toEqual(x);
      }),
      RUNS,
    );
  });
});

describe('the reported error', () => {
  const resolved = (n: number): AccuracySums =>
    sumScores(Array.from({ length: n }, () => scoreForecast(forecast(), 103)));

  test.each([
    { n: 0, meanAbsoluteError: 5, source: 'backtest' },
    { n: 13, meanAbsoluteError: 5, source: 'backtest' },
    { n: 14, meanAbsoluteError: 3, source: 'realised' },
  ])('after $n resolved forecasts is the $source one', ({ n, meanAbsoluteError, source }) => {
    expect(reportedError(5, resolved(n))).toEqual({ meanAbsoluteError, source, n });
  });
});
