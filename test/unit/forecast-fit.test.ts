// Which model a history gets, what it says about itself, and what happens with histories nobody would wish for.
import { describe, expect, test } from 'vitest';
import { addDays, parseIsoDate } from '../../src/domain/calendar/dates.ts';
import { DomainError } from '../../src/domain/domain-error.ts';
import { fitModel } from '../../src/domain/forecast/fit.ts';
import { predictAt, predictSteps } from '../../src/domain/forecast/predict.ts';
import type { FittedModel } from '../../src/domain/forecast/polynomial-model.ts';

const FIRST_DAY = parseIsoDate('2026-11-01');
const day = (offset: number) => addDays(FIRST_DAY, offset);
const points = (values: readonly number[]) => values.map((revenue, offset) => ({ date: day(offset), revenue }));
const fit = (values: readonly number[], degree: 1 | 2 = 2) =>
  fitModel(points(values), { degree, window: { from: FIRST_DAY, to: day(Math.max(0, values.length - 1)) } });
const errorOf = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};
const numbersOf = (model: FittedModel): readonly number[] => [
  ...model.coefficients,
  model.accuracy ?? 0,
  ...predictSteps(model, model.to, 28).map(({ value }) => value),
];

describe('the model a history gets', () => {
  test.each([
    { days: 1, degree: 2, kind: 'last-value', fallback: '1 of 5 days needed for degree 2' },
    { days: 2, degree: 2, kind: 'mean', fallback: '2 of 5 days needed for degree 2' },
    { days: 3, degree: 2, kind: 'polynomial-1', fallback: '3 of 5 days needed for degree 2' },
    { days: 4, degree: 2, kind: 'polynomial-1', fallback: '4 of 5 days needed for degree 2' },
    { days: 5, degree: 2, kind: 'polynomial-2', fallback: null },
    { days: 1, degree: 1, kind: 'last-value', fallback: '1 of 3 days needed for degree 1' },
    { days: 2, degree: 1, kind: 'mean', fallback: '2 of 3 days needed for degree 1' },
    { days: 3, degree: 1, kind: 'polynomial-1', fallback: null },
    { days: 9, degree: 1, kind: 'polynomial-1', fallback: null },
  ] as const)('with $days days and degree $degree is $kind', ({ days, degree, kind, fallback }) => {
    const values = [4, 6, 5, 9, 8, 12, 11, 15, 14].slice(0, days);
    expect(fit(values, degree)).toMatchObject({ kind, fallback, points: days });
  });

  test('of one day repeats its value', () => {
    expect(predictSteps(fit([42.5]), FIRST_DAY, 2)).toEqual([
      { targetDate: day(1), value: 42.5 },
      { targetDate: day(2), value: 42.5 },
    ]);
  });

  test('of two days is their mean', () => {
    expect(predictAt(fit([10, 20]), day(2))).toBe(15);
  });

  test('of three days is a line', () => {
    expect(predictAt(fit([20.5, 19, 24]), day(3))).toBeCloseTo(24.666666666667, 10);
  });

  test('tells where it comes from', () => {
    const history = points([1, 2, 3, 4, 5, 6, 7]).filter(({ date }) => date !== day(3));
    const model = fitModel(history, { degree: 1, window: { from: day(-2), to: day(7) } });
    expect(model).toMatchObject({ origin: day(0), from: day(0), to: day(6), points: 6, missingDays: 4 });
  });

  test('ignores what lies outside the window', () => {
    const window = { from: day(1), to: day(5) };
    const outside = [
      { date: day(0), revenue: 1e9 },
      { date: day(6), revenue: -1e9 },
    ];
    const inside = points([0, 3, 1, 4, 1, 5]).slice(1);
    expect(fitModel([...outside, ...inside], { degree: 2, window })).toEqual(fitModel(inside, { degree: 2, window }));
  });

  test('takes the last figure when a date comes twice', () => {
    const window = { from: FIRST_DAY, to: day(4) };
    const history = points([1, 2, 4, 3, 5]);
    const corrected = [{ date: day(2), revenue: 999 }, ...history];
    expect(fitModel(corrected, { degree: 2, window })).toEqual(fitModel(history, { degree: 2, window }));
  });
});

describe('the accuracy', () => {
  test('is 1 when the curve goes through every day', () => {
    expect(fit([0, 1, 4, 9, 16, 25]).accuracy).toBeCloseTo(1, 12);
  });

  test.each([
    ['one day', [5]],
    ['two days', [5, 7]],
    ['equal days, which have no variance', [5.1, 5.1, 5.1, 5.1, 5.1, 5.1]],
  ])('is unknown for %s', (_name, values) => {
    expect(fit(values).accuracy).toBeNull();
  });

  test('is 0, not a rounding error below it, when the line explains nothing', () => {
    expect(fit([1 / 3, 2 / 3, 1 / 3, 2 / 3, 1 / 3], 1).accuracy).toBe(0);
  });
});

describe('a difficult history', () => {
  test('without any day is refused by name', () => {
    expect(errorOf(() => fit([]))).toMatchObject({
      code: 'NO_HISTORY',
      facts: { from: '2026-11-01', to: '2026-11-01' },
    });
  });

  test.each([
    ['zeros', 0],
    ['the same amount', 19.99],
    ['the same trillion', 1e12],
    ['the same loss', -3.1],
  ])('of nothing but %s goes on unchanged', (_name, value) => {
    const model = fit(Array.from({ length: 14 }, () => value));
    expect(predictSteps(model, model.to, 28).every((step) => Object.is(step.value, value))).toBe(true);
  });

  test.each([
    ['one spike', [0, 0, 0, 1e9, 0, 0, 0]],
    ['alternating signs', [1e6, -1e6, 1e6, -1e6, 1e6, -1e6]],
    ['trillions', [1e12, 3e12, 2e12, 9e12, 1e12]],
    ['millionths', [1e-6, 2e-6, 1e-6, 3e-6, 2e-6]],
  ])('of %s stays finite', (_name, values) => {
    expect(numbersOf(fit(values)).filter((value) => !Number.isFinite(value))).toEqual([]);
  });

  test('of 20 years gives the same curve as exact arithmetic', () => {
    const model = fit(Array.from({ length: 7305 }, (_, offset) => (offset * 7919) % 1009));
    expect(predictAt(model, day(7305))).toBeCloseTo(504.040798350526, 8);
    expect(predictAt(model, day(7332))).toBeCloseTo(504.043092659663, 8);
    expect(model.accuracy).toBeCloseTo(1.46192e-7, 12);
  });

  test.each([[Number.NaN], [Number.POSITIVE_INFINITY]])('with the figure %d is refused with its date', (figure) => {
    expect(errorOf(() => fit([1, figure, 3]))).toMatchObject({ code: 'FIT_FAILED', facts: { date: '2026-11-02' } });
  });

  test.each([
    ['two days', [1e308, -1e308]],
    ['a week', [1e308, -1e308, 1e308, -1e308, 1e308, 1, 2]],
  ])('of %s beyond all bounds is refused instead of giving NaN', (_name, values) => {
    expect(errorOf(() => fit(values))).toMatchObject({ code: 'FIT_FAILED', facts: { from: '2026-11-01' } });
  });

  test('whose curve leaves all bounds in the future is refused with the day it does', () => {
    const model = { ...fit([1, 2, 3]), coefficients: [0, 1e308], center: 0, scale: 1 };
    const error = errorOf(() => predictAt(model, day(10)));
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({ code: 'FIT_FAILED', facts: { date: '2026-11-11' } });
  });
});

test('a stored model predicts what the fitted one predicted', () => {
  const model = fit([0, -0, 3, 1, 4, 1, 5]);
  const stored: unknown = JSON.parse(JSON.stringify(model));
  expect(stored).toEqual(model);
});
