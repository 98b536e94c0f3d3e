// Champion and challenger are compared on days that have come; the backtest is told in rows.
import { expect, test } from 'vitest';
import { addDays } from '../../src/domain/calendar/dates.ts';
import { backtestReport } from '../../src/domain/forecast/backtest-report.ts';
import { backtestCandidates } from '../../src/domain/forecast/backtest.ts';
import { prepareInput } from '../../src/domain/forecast/prepare.ts';
import { replayModel } from '../../src/domain/forecast/replay.ts';
import { selectModel } from '../../src/domain/forecast/select.ts';
import { trainModel } from '../../src/domain/forecast/train.ts';
import { days, FIRST_DAY, history, SETTINGS, wobble } from './forecast-builders.ts';

const values = days(80, (day) => (day === 30 || day === 31 ? null : 100 + 15 * (day % 7) + 10 * wobble(day)));
const input = history(values);
const model = trainModel(input, SETTINGS);

test('a replay forecasts every step from the latest days, each from what was known then', () => {
  const errors = replayModel(model, input, { origins: 3 });
  expect([...new Set(errors.map(({ origin }) => origin))]).toEqual([76, 77, 78].map((day) => addDays(FIRST_DAY, day)));
  const truncated = history(values.slice(0, 78));
  const [again] = replayModel(model, history(values.slice(0, 79)), { origins: 1 });
  expect(truncated.values).toHaveLength(78);
  expect(again).toEqual(errors.find(({ origin, step }) => origin === addDays(FIRST_DAY, 77) && step === 1));
});

test('only days after the given one are forecast from, so that a model meets none it has seen', () => {
  const after = addDays(FIRST_DAY, 70);
  const errors = replayModel(model, input, { after });
  expect(errors.every(({ origin }) => origin > after)).toBe(true);
  expect(errors.length).toBeGreaterThan(0);
});

test('the error is the actual less the forecast, beside that of last week', () => {
  const perfect = history(days(60, (day) => 100 + 15 * (day % 7)));
  const errors = replayModel(trainModel(perfect, SETTINGS), perfect);
  for (const { error, naiveError } of errors) {
    expect(Math.abs(error)).toBeLessThan(1);
    expect(naiveError).toBe(0);
  }
});

test('two recipes are compared on the same days', () => {
  const other = trainModel(history(values.slice(0, 60)), SETTINGS);
  const daysOf = (one: typeof model) => replayModel(one, input).map(({ origin, step }) => [origin, step]);
  expect(daysOf(other)).toEqual(daysOf(model));
});

test('the rows of a backtest cover every step once and say what is saved over last week', () => {
  const rows = backtestReport(model);
  expect(rows.map(({ fromStep, toStep }) => [fromStep, toStep])).toEqual([
    [1, 1],
    [2, 3],
    [4, 6],
    [7, 13],
    [14, 28],
  ]);
  for (const { n, meanAbsoluteError, naiveMeanAbsoluteError, skill, wape } of rows) {
    expect(n).toBeGreaterThan(40);
    expect(skill).toBeCloseTo(1 - (meanAbsoluteError ?? 0) / (naiveMeanAbsoluteError ?? 1), 12);
    expect(wape).toBeGreaterThan(0);
  }
});

test('the stages one by one, stored in between, give the model that training gives in one go', () => {
  const stored = JSON.parse(JSON.stringify(backtestCandidates(input, SETTINGS)));
  expect(selectModel(stored)).toEqual(model);
});

test('the preparation says what is missing and what was held back', () => {
  const report = prepareInput(history(values.map((value, day) => (day === 50 ? 5000 : value))));
  expect(report).toMatchObject({
    from: FIRST_DAY,
    observed: 78,
    missing: 2,
    gaps: [{ from: addDays(FIRST_DAY, 30), days: 2 }],
    clipped: [{ date: addDays(FIRST_DAY, 50), observed: 5000 }],
    closedWeekdays: [],
  });
});

test('weights of a bucket add up to one', () => {
  for (const bucket of [0, 1, 2, 3, 4]) {
    const sum = model.candidates.reduce((total, { weights }) => total + (weights[bucket] ?? 0), 0);
    expect(sum).toBeCloseTo(1, 12);
  }
});
