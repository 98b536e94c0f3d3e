// How wide intervals are is learned from forecasts whose days have come.
import { describe, expect, test } from 'vitest';
import { calibrationAt } from '../../src/domain/forecast/calibration.ts';
import { calibrationFrom, refreshCalibration, scoreStep } from '../../src/domain/forecast/calibration-refresh.ts';
import type { ResolvedScore } from '../../src/domain/forecast/calibration-refresh.ts';
import { DEFAULT_CALIBRATION } from '../../src/domain/forecast/default-calibration.ts';
import { STEP_BUCKETS } from '../../src/domain/forecast/model.ts';
import { trainModel } from '../../src/domain/forecast/train.ts';
import { days, history, SETTINGS, wobble } from './forecast-builders.ts';

/** 1,000 accounts whose scores lie evenly between -1 and 3, seen at every bucket. */
const evenScores = (windowLength: number): readonly ResolvedScore[] =>
  Array.from({ length: 1000 }, (_, index) => index).flatMap((index) =>
    STEP_BUCKETS.map((step) => ({
      account: `account-${index}`,
      forecast: '2026-01-05',
      windowLength,
      step,
      score: -1 + (4 * (index + 0.5)) / 1000,
      naiveScore: -2 + (4 * (index + 0.5)) / 1000,
      errorRatio: 1.25,
    })),
  );

test('the bounds hold the share of scores that they promise', () => {
  const { scores, naive, inflation } = calibrationAt(calibrationFrom(evenScores(28)), 28, 1);
  expect(scores.lo80).toBeCloseTo(-0.6, 2);
  expect(scores.hi80).toBeCloseTo(2.6, 2);
  expect(scores.lo95).toBeCloseTo(-0.9, 2);
  expect(scores.hi95).toBeCloseTo(2.9, 2);
  expect(naive.hi80).toBeCloseTo(1.6, 2);
  expect(inflation).toBeCloseTo(1.25, 10);
});

test('an account with many resolved days weighs no more than one with few', () => {
  const loud = Array.from({ length: 50 }, () => evenScores(28).slice(-1)).flat();
  const [own] = calibrationFrom([...evenScores(28), ...loud]).rows;
  const [before] = calibrationFrom(evenScores(28)).rows;
  expect(own?.cells[0]?.scores.hi80).toBeCloseTo(before?.cells[0]?.scores.hi80 ?? Number.NaN, 2);
});

describe('between two window lengths', () => {
  const low = DEFAULT_CALIBRATION.rows[2];
  const high = DEFAULT_CALIBRATION.rows[3];
  const lo80 = (length: number): number => calibrationAt(DEFAULT_CALIBRATION, length, 1).scores.lo80;

  test('the middle of their logarithms gets the middle of their bounds', () => {
    const middle = Math.sqrt((low?.windowLength ?? 0) * (high?.windowLength ?? 0));
    const expected = ((low?.cells[0]?.scores.lo80 ?? Number.NaN) + (high?.cells[0]?.scores.lo80 ?? Number.NaN)) / 2;
    expect(lo80(middle)).toBeCloseTo(expected, 12);
  });

  test('and beyond the ends the nearest one holds', () => {
    expect(lo80(1)).toBe(lo80(3));
    expect(lo80(400)).toBe(lo80(180));
  });
});

describe('what ships', () => {
  test('is nested for every length and step, last week included', () => {
    for (const { cells } of DEFAULT_CALIBRATION.rows) {
      for (const { scores, naive } of cells) {
        for (const { lo95, lo80, hi80, hi95 } of [scores, naive]) {
          expect([lo95, lo80, 0, hi80, hi95]).toEqual([lo95, lo80, 0, hi80, hi95].toSorted((a, b) => a - b));
        }
      }
    }
  });

  test('stays as it is as long as a tenant has no resolved forecast', () => {
    expect(refreshCalibration(DEFAULT_CALIBRATION, [])).toEqual(DEFAULT_CALIBRATION);
  });

  test('gives way to the tenant, by half after a thousand days', () => {
    const refreshed = refreshCalibration(DEFAULT_CALIBRATION, evenScores(28));
    const read = (calibration: typeof refreshed) => calibrationAt(calibration, 28, 7).scores.hi80;
    const own = read(calibrationFrom(evenScores(28)));
    expect(read(refreshed)).toBeCloseTo((read(DEFAULT_CALIBRATION) + own) / 2, 10);
    expect(calibrationAt(refreshed, 180, 7)).toEqual(calibrationAt(DEFAULT_CALIBRATION, 180, 7));
  });
});

test('a resolved day is scored in the units of the model that forecast it', () => {
  const model = trainModel(history(days(28, (day) => 100 + 10 * wobble(day))), SETTINGS);
  const sigma = model.backtest.buckets[1]?.sigma ?? Number.NaN;
  const { score, windowLength } = scoreStep(model, {
    account: 'a',
    forecast: 'f',
    step: 3,
    mean: 100,
    naiveMean: 90,
    actual: 100 + sigma,
  });
  expect(score).toBeCloseTo(1, 10);
  expect(windowLength).toBe(28);
});
