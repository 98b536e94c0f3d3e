// Made-up series whose truth is known: the forecast must find it again.
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readSeriesFile } from '../../scripts/bench-forecast/protocol.ts';
import { prepareSeries } from '../../src/domain/forecast/prepare.ts';
import { learnWeek } from '../../src/domain/forecast/learned-week.ts';
import { trainModel } from '../../src/domain/forecast/train.ts';
import { days, forecast, history, means, SETTINGS, wobble } from './forecast-builders.ts';

const FOLDER = new URL('../data/forecast/', import.meta.url);
const component = z.looseObject({
  series: z.string(),
  kind: z.string(),
  level: z.number(),
  cv: z.number(),
  slope_per_day: z.number().optional(),
});
const truths = gunzipSync(await readFile(new URL('forecast-synthetic-dev-components.jsonl.gz', FOLDER)))
  .toString('utf8')
  .trimEnd()
  .split('\n')
  .map((line) => component.parse(JSON.parse(line)));
const all = await readSeriesFile(new URL('forecast-synthetic-dev.csv.gz', FOLDER));
const DEPTH = 180;

const lastDays = (name: string) => {
  const series = all.find((one) => one.name === name);
  if (series === undefined) throw new Error(`No series ${name}.`);
  return history(series.values.slice(-DEPTH));
};
const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe.each(truths.filter(({ kind }) => kind === 'flat'))('a flat account, $series,', ({ series, level, cv }) => {
  test('is forecast at its level within a third of its noise', () => {
    const mean = average(means(forecast(lastDays(series))));
    expect(Math.abs(mean - level)).toBeLessThan((cv * level) / 3);
  });

  test('expects an error that is the mean size of that noise, give or take a quarter', () => {
    // The mean size of normal noise is sqrt(2 / pi) of its standard deviation.
    const expected = Math.sqrt(2 / Math.PI) * cv * level;
    const told = average(forecast(lastDays(series)).map(({ expectedError }) => expectedError));
    expect(told / expected).toBeGreaterThan(0.75);
    expect(told / expected).toBeLessThan(1.25);
  });
});

test('a known week comes back out of a noisy half year', () => {
  const week = [-30, -10, 5, 0, 20, 40, -25];
  const noisy = history(days(DEPTH, (day) => 500 + (week[day % 7] ?? 0) + 15 * wobble(day)));
  const { profile } = learnWeek(prepareSeries(noisy));
  for (const [weekday, addition] of week.entries())
    expect(Math.abs((profile[weekday] ?? 0) - addition)).toBeLessThan(5);
});

test('a growing account is forecast to go on growing, though not for ever', () => {
  const growing = history(days(DEPTH, (day) => 200 + 2 * day + 5 * wobble(day)));
  const ahead = means(forecast(growing));
  const now = 200 + 2 * (DEPTH - 1);
  expect(ahead[6]).toBeGreaterThan(now);
  expect(ahead[27]).toBeGreaterThan(ahead[0] ?? Number.NaN);
  expect(ahead[27]).toBeLessThan(now + 2 * 28 + 10);
});

test('one bulk order does not raise the forecast', () => {
  const calm = days(56, (day) => 100 + 5 * wobble(day));
  const withOrder = calm.map((value, day) => (day === 50 ? 5000 : value));
  const [usual, after] = [calm, withOrder].map((values) => average(means(forecast(history(values)))));
  expect(Math.abs((after ?? Number.NaN) - (usual ?? Number.NaN))).toBeLessThan(5);
});

test('rare sales are forecast at their mean, not at zero', () => {
  const rare = history(days(90, (day) => (day % 5 === 2 ? 50 + 10 * wobble(day) : 0)));
  expect(trainModel(rare, SETTINGS).kind).toBe('zero-heavy');
  const mean = average(means(forecast(rare)));
  expect(mean).toBeGreaterThan(7);
  expect(mean).toBeLessThan(13);
});
