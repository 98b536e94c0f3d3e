// Why tomorrow is different: the parts of a forecast add up to it exactly, whatever the model combines.
import { describe, expect, test } from 'vitest';
import { addDays } from '../../src/domain/calendar/dates.ts';
import { explainForecast, type Explanation, type ForecastParts } from '../../src/domain/forecast/explain.ts';
import type { ForecastInput } from '../../src/domain/forecast/model.ts';
import { trainModel } from '../../src/domain/forecast/train.ts';
import { sourceId } from '../helpers/builders.ts';
import { days, FIRST_DAY, forecast, history, means, SETTINGS, wobble } from './forecast-builders.ts';

const weekly = (day: number): number => (day % 7 === 5 ? 400 : day % 7 === 6 ? 250 : 100);
const growing = days(120, (day) => 500 + 6 * day + weekly(day) + 20 * wobble(day));
const ads = days(100, (day) => 800 + (day % 7 === 2 ? 500 : 0) + 15 * wobble(day));
const shop = days(100, (day) => 300 - 2 * day + 25 * wobble(day + 3));

const INPUTS: Readonly<Record<string, ForecastInput>> = {
  'a combination with a week and a trend': history(growing),
  'a combination with gaps': history(growing.map((value, day) => (day % 11 === 4 ? null : value))),
  'days without an observation at the end': history([...growing.slice(0, 90), null, null, null]),
  'three weeks': history(growing.slice(0, 21)),
  'a week': history(growing.slice(0, 7)),
  'a few values': history(growing.slice(0, 4)),
  'one value': history([12.5]),
  'always the same': history(days(40, () => 7)),
  'rare revenue': history(days(90, (day) => (day % 9 === 0 ? 50 : 0))),
  'closed weekends': history(days(84, (day) => (day % 7 > 4 ? 0 : 100 + wobble(day)))),
  'a fall below zero': history(days(70, (day) => Math.max(0, 700 - 11 * day))),
  refunds: history(days(70, (day) => 50 - 2 * day + wobble(day))),
  'the sum of sources': history(
    ads.map((value, day) => (value ?? 0) + (shop[day] ?? 0)),
    {
      sources: [
        { sourceId: sourceId('ads'), values: ads },
        { sourceId: sourceId('shop'), values: shop },
      ],
    },
  ),
  holidays: history(
    days(140, (day) => 200 + weekly(day) + (day % 20 === 10 ? 900 : 0) + wobble(day)),
    { holidays: days(9, (index) => index).map((index) => addDays(FIRST_DAY, (index ?? 0) * 20 + 10)) },
  ),
};

const explain = (input: ForecastInput, step = 1): Explanation =>
  explainForecast(trainModel(input, SETTINGS), input, step);
const sumOf = ({ level, trend, weekday, holiday, limit }: ForecastParts): number =>
  level + trend + weekday + holiday + limit;
const input = (name: string): ForecastInput => INPUTS[name] ?? history([]);

describe.each(Object.keys(INPUTS))('the parts of a forecast on %s', (name) => {
  test('add up to what is forecast, for each of the next 28 days', () => {
    const expected = means(forecast(input(name)));
    for (const [index, mean] of expected.entries()) {
      const { parts } = explain(input(name), index + 1);
      expect(parts.value).toBe(mean);
      expect(sumOf(parts)).toBeCloseTo(mean, 9);
    }
  });

  test('are of members whose weighted mean is the forecast of the whole', () => {
    const { members, parts, bySource } = explain(input(name));
    expect(members.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(members.length === 0 ? 0 : 1, 9);
    const mean = members.reduce((sum, { weight, value }) => sum + weight * value, 0);
    if (!bySource && members.length > 0 && parts.weekday !== -parts.level)
      expect(mean + parts.holiday + parts.limit).toBeCloseTo(parts.value, 9);
  });
});

describe('a part', () => {
  test('tells a busy weekday from a quiet one', () => {
    const { parts } = explain(input('a combination with a week and a trend'));
    // 120 days from a Monday on end on a Monday: the next Saturday is five days ahead.
    const saturday = explain(input('a combination with a week and a trend'), 5).parts;
    expect(saturday.weekday).toBeGreaterThan(150);
    expect(parts.weekday).toBeLessThan(0);
  });

  test('says the mean of what was observed', () => {
    const { mean, observed } = explain(history([10, null, 20, 60]));
    expect({ mean, observed }).toEqual({ mean: 30, observed: 3 });
  });

  test('is the limit where less than nothing would be forecast', () => {
    const { parts } = explain(input('a fall below zero'), 28);
    expect(parts).toMatchObject({ value: 0 });
    expect(parts.limit).toBeGreaterThan(0);
  });

  test('is the whole of a closed weekday', () => {
    // 84 days from a Monday on end on a Sunday.
    const saturday = explain(input('closed weekends'), 6).parts;
    expect(saturday.value).toBe(0);
    expect(saturday.weekday).toBe(-saturday.level);
    expect(saturday.level).toBeGreaterThan(90);
  });

  test('is the holiday on a holiday, and nothing on another day', () => {
    expect(explain(input('holidays'), 11).parts.holiday).toBeGreaterThan(300);
    expect(explain(input('holidays'), 12).parts.holiday).toBe(0);
  });
});

describe('the fitted curve', () => {
  test.each(Object.keys(INPUTS))('has a point for every day from the first observed one on: %s', (name) => {
    const { curve } = explain(input(name));
    const { values } = input(name);
    expect(curve.map(({ observed }) => observed)).toEqual(
      values.slice(0, values.findLastIndex((one) => one !== null) + 1),
    );
    for (const { fitted } of curve) expect(fitted === null || Number.isFinite(fitted)).toBe(true);
  });

  test('follows an account that its model describes well', () => {
    const { curve } = explain(input('a combination with a week and a trend'));
    const errors = curve
      .slice(28)
      .flatMap(({ observed, fitted }) => (observed === null || fitted === null ? [] : [Math.abs(observed - fitted)]));
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(40);
  });

  test('of the last day is what the same model forecasts for it without having seen it', () => {
    const full = input('rare revenue');
    const model = trainModel(full, SETTINGS);
    const before = explainForecast(model, { ...full, values: full.values.slice(0, -1) }, 1);
    expect(explainForecast(model, full, 1).curve.at(-1)?.fitted).toBeCloseTo(before.parts.value, 9);
  });
});
