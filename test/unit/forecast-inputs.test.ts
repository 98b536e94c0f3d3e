// Every history gets a defined answer: a forecast in finite, nested numbers, or an error that names the cause.
import { describe, expect, test } from 'vitest';
import { addDays } from '../../src/domain/calendar/dates.ts';
import { DomainError } from '../../src/domain/domain-error.ts';
import { forecastWith } from '../../src/domain/forecast/apply.ts';
import { DEFAULT_CALIBRATION } from '../../src/domain/forecast/default-calibration.ts';
import type { Interval, ModelKind } from '../../src/domain/forecast/model.ts';
import { toDailySeries } from '../../src/domain/forecast/series.ts';
import { trainModel } from '../../src/domain/forecast/train.ts';
import { days, FIRST_DAY, forecast, history, means, SETTINGS, wobble } from './forecast-builders.ts';

interface Answer {
  readonly name: string;
  readonly values: readonly (number | null)[];
  readonly kind: ModelKind;
  readonly nextDay: number;
}

const ANSWERS: readonly Answer[] = [
  { name: 'one value is carried forward', values: [5], kind: 'last-value', nextDay: 5 },
  { name: 'two values are averaged', values: [4, 8], kind: 'few-values', nextDay: 6 },
  { name: 'of three values the newest counts half', values: [10, 20, 40], kind: 'few-values', nextDay: 27.5 },
  { name: 'an account without a sale stays without', values: days(28, () => 0), kind: 'constant', nextDay: 0 },
  { name: 'a constant account stays as it is', values: days(28, () => 9.5), kind: 'constant', nextDay: 9.5 },
  {
    name: 'two values with a quarter between them are two values',
    values: [1, ...days(90, () => null), 2],
    kind: 'few-values',
    nextDay: 1.5,
  },
];

test.each(ANSWERS)('$name', ({ values, kind, nextDay }) => {
  const input = history(values);
  expect(trainModel(input, SETTINGS).kind).toBe(kind);
  expect(forecast(input)[0]?.mean).toBeCloseTo(nextDay, 10);
});

const DIFFICULT: readonly { readonly name: string; readonly values: readonly (number | null)[] }[] = [
  ...ANSWERS,
  { name: 'one spike among zeros', values: days(28, (day) => (day === 20 ? 1e6 : 0)) },
  { name: 'a trillion a day', values: days(60, (day) => 1e12 + wobble(day)) },
  { name: 'alternating signs', values: days(40, (day) => (day % 2 === 0 ? -50 : 50)) },
  { name: 'every third day only', values: days(60, (day) => (day % 3 === 0 ? day : null)) },
  { name: 'nothing for the last forty days', values: days(80, (day) => (day < 40 ? 100 + wobble(day) : null)) },
  { name: 'a week', values: [1, 2, 3, 4, 5, 6, 7] },
  { name: 'refunds only', values: days(30, (day) => -5 - wobble(day)) },
  { name: 'mostly zeros', values: days(90, (day) => (day % 5 === 0 ? 30 : 0)) },
  { name: 'the largest numbers there are', values: days(8, (day) => (day % 3 === 1 ? -1e300 : 1e300)) },
  { name: 'the smallest numbers there are', values: days(30, (day) => 1e-300 * (2 + wobble(day))) },
];

const isNested = ({ lo95, lo80, mean, hi80, hi95 }: Interval): boolean =>
  lo95 <= lo80 && lo80 <= mean && mean <= hi80 && hi80 <= hi95;

describe.each(DIFFICULT)('$name', ({ values }) => {
  test('gives finite bands, each inside the wider one', () => {
    for (const step of forecast(history(values))) {
      expect(isNested(step) && isNested(step.naive)).toBe(true);
      expect([step.lo95, step.hi95, step.naive.lo95, step.naive.hi95, step.expectedError].every(Number.isFinite)).toBe(
        true,
      );
    }
  });

  test('gives the same bytes again, and a model that survives being stored', () => {
    const model = trainModel(history(values), SETTINGS);
    expect(JSON.stringify(trainModel(history(values), SETTINGS))).toBe(JSON.stringify(model));
    expect(JSON.parse(JSON.stringify(model))).toEqual(model);
  });
});

const codeOf = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error instanceof DomainError ? [error.code, error.facts] : error;
  }
  return 'no error';
};

test.each([{ values: [] }, { values: [null, null] }])(
  'without an observed day there is no forecast: $values',
  ({ values }) => {
    expect(codeOf(() => trainModel(history(values), SETTINGS))).toMatchObject(['NO_HISTORY', { from: FIRST_DAY }]);
  },
);

test.each([Number.NaN, Number.POSITIVE_INFINITY])('%d is no revenue, and the day that has it is named', (odd) => {
  const date = addDays(FIRST_DAY, 1);
  expect(codeOf(() => trainModel(history([1, odd, 3]), SETTINGS))).toEqual(['FIT_FAILED', { date }]);
  const window = { from: FIRST_DAY, to: addDays(FIRST_DAY, 2) };
  expect(codeOf(() => toDailySeries([{ date, revenue: odd }], window))).toEqual(['FIT_FAILED', { date }]);
});

test('of twenty years only the last half year counts', () => {
  const all = days(7300, (day) => 100 + 10 * (day % 7) + wobble(day));
  const recent = { start: addDays(FIRST_DAY, 7120), values: all.slice(-180) };
  expect(forecast(history(all))).toEqual(forecast(recent));
});

test('a date that comes twice has the value given last, whatever the order of the others', () => {
  const window = { from: FIRST_DAY, to: addDays(FIRST_DAY, 2) };
  const points = [2, 0, 1].map((day) => ({ date: addDays(FIRST_DAY, day), revenue: day + 1 }));
  const corrected = { date: addDays(FIRST_DAY, 1), revenue: 7 };
  expect(toDailySeries([...points, corrected], window)).toEqual({ start: FIRST_DAY, values: [1, 7, 3] });
});

test('days without an observation at the end push the forecast as far away', () => {
  const values = days(60, (day) => 100 + 10 * (day % 7) + 5 * wobble(day));
  const late = forecast(history([...values, null, null, null]));
  const early = forecast(history(values));
  expect(late[0]?.targetDate).toBe(early[3]?.targetDate);
  expect(means(late.slice(0, 25))).toEqual(means(early.slice(3)));
});

test('an account that never had a refund is not forecast below zero', () => {
  const falling = days(60, (day) => Math.max(0.5, 60 - day + 8 * wobble(day)));
  expect(Math.min(...forecast(history(falling)).map(({ lo95 }) => lo95))).toBeGreaterThanOrEqual(0);
  const refunded = falling.map((value, day) => (day === 10 ? -30 : value));
  expect(Math.min(...forecast(history(refunded)).map(({ lo95 }) => lo95))).toBeLessThan(0);
});

test('a shop that is closed on Sundays earns exactly nothing on Sundays', () => {
  const values = days(56, (day) => (day % 7 === 6 ? 0 : 100 + wobble(day)));
  expect(trainModel(history(values), SETTINGS).data.closedWeekdays).toEqual([7]);
  const sundays = forecast(history(values)).filter((_, index) => index % 7 === 6);
  expect(sundays.map(({ lo95, mean, hi95 }) => [lo95, mean, hi95])).toEqual([
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ]);
});

test.each([0, 29, 1.5])('a horizon of %d days is refused', (horizonDays) => {
  const model = trainModel(history([1, 2]), SETTINGS);
  expect(() => forecastWith(model, history([1, 2]), { horizonDays, calibration: DEFAULT_CALIBRATION })).toThrow(
    RangeError,
  );
});

describe('when the level has gone up for good', () => {
  const steady = days(60, (day) => 100 + 10 * (day % 7) + 3 * wobble(day));
  const higher = days(10, (day) => 600 + 10 * ((60 + day) % 7) + 3 * wobble(day));
  const today = history([...steady, ...higher]);

  test('a model of before goes on to be used, and rises with what it sees', () => {
    const model = trainModel(history(steady), SETTINGS);
    const [next] = forecastWith(model, today, { horizonDays: 1, calibration: DEFAULT_CALIBRATION });
    expect(next?.targetDate).toBe(addDays(FIRST_DAY, 70));
    expect(next?.mean).toBeGreaterThan(150);
  });

  test('a model of today has arrived there, and takes none of the new days for an outlier', () => {
    expect(trainModel(today, SETTINGS).data.outliers).toBe(0);
    expect(forecast(today)[0]?.mean).toBeGreaterThan(550);
  });
});
