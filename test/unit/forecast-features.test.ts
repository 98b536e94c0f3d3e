// What a model looks at beside the level: weekdays, public holidays, sources. Each is used where the account's own past says that it helps.
import { describe, expect, test } from 'vitest';
import { addDays, listDates } from '../../src/domain/calendar/dates.ts';
import type { FeatureName, ForecastInput } from '../../src/domain/forecast/model.ts';
import type { SourceId } from '../../src/domain/ids.ts';
import { isSourceId } from '../../src/domain/ids.ts';
import { trainModel } from '../../src/domain/forecast/train.ts';
import { days, FIRST_DAY, forecast, history, means, SETTINGS, wobble } from './forecast-builders.ts';

const featureOf = (input: ForecastInput, name: FeatureName) =>
  trainModel(input, SETTINGS).features.find((one) => one.name === name);
const dateOf = (day: number) => addDays(FIRST_DAY, day);

describe('weekdays', () => {
  test('are used where they differ, and the saving is on record', () => {
    const weekly = history(days(56, (day) => 100 + 30 * (day % 7) + 5 * wobble(day)));
    const feature = featureOf(weekly, 'weekday');
    expect(feature).toMatchObject({ used: true, reason: expect.stringMatching(/^Saves \d+\.\d % of the error\.$/) });
    expect(feature?.gain).toBeGreaterThan(0.5);
  });

  test('are used untested in the second week, because they help other accounts', () => {
    expect(featureOf(history(days(10, (day) => 100 + day + wobble(day))), 'weekday')).toMatchObject({
      used: true,
      gain: null,
    });
  });

  test('need a week of values', () => {
    expect(featureOf(history([1, 2, 3]), 'weekday')).toMatchObject({
      used: false,
      gain: null,
      reason: 'Not tried: 3 of 7 values needed.',
    });
  });
});

describe('public holidays', () => {
  const holidays = [20, 37, 51, 70, 85, 95].map(dateOf);
  const isHoliday = (day: number): boolean => holidays.includes(dateOf(day));
  const shop = (effect: number) =>
    history(
      days(90, (day) => 300 + 20 * (day % 7) + 10 * wobble(day) + (isHoliday(day) ? effect : 0)),
      { holidays },
    );

  test('that half the revenue lower the forecast of the next one by most of it', () => {
    const input = shop(-150);
    expect(featureOf(input, 'holidays')?.used).toBe(true);
    const usual = 300 + 20 * (95 % 7);
    const onHoliday = forecast(input)[95 - 90]?.mean ?? Number.NaN;
    expect(onHoliday).toBeLessThan(usual - 100);
    expect(onHoliday).toBeGreaterThan(usual - 160);
  });

  test('do not drag the ordinary days along', () => {
    const ordinary = means(forecast(shop(-150))).filter((_, index) => !isHoliday(90 + index));
    for (const [index, mean] of means(forecast(shop(0)))
      .filter((_, step) => !isHoliday(90 + step))
      .entries()) {
      expect(Math.abs((ordinary[index] ?? Number.NaN) - mean)).toBeLessThan(15);
    }
  });

  test('without an effect are tried and left alone', () => {
    expect(featureOf(shop(0), 'holidays')).toMatchObject({
      used: false,
      reason: expect.stringMatching(/of the error/),
    });
  });

  test('are not tried where none falls into the history', () => {
    const { holidays: _none, ...input } = shop(0);
    expect(featureOf(input, 'holidays')?.reason).toBe('Not tried: no public holiday is known on an observed day.');
  });
});

describe('sources', () => {
  const sourceId = (text: string): SourceId => {
    if (isSourceId(text)) return text;
    throw new TypeError(text);
  };
  /** One moves in calm steps and wants a short memory, the other is all noise and wants a long one; their sum hides it. */
  const parts = (count: number) => ({
    ads: days(count, (day) => 1000 + 300 * ((Math.floor(day / 20) * 37) % 7)),
    shop: days(count, (day) => 500 + 400 * wobble(day)),
  });
  const account = (count: number): ForecastInput => {
    const { ads, shop } = parts(count);
    return history(
      ads.map((value, day) => (value ?? 0) + (shop[day] ?? 0)),
      {
        sources: [
          { sourceId: sourceId('ads'), values: ads },
          { sourceId: sourceId('shop'), values: shop },
        ],
      },
    );
  };

  test('are tried where there are two, with the outcome on record', () => {
    const feature = featureOf(account(100), 'source-shares');
    expect(feature?.gain).not.toBeNull();
    expect(feature?.used).toBe((feature?.gain ?? 0) > 0.02);
  });

  test('are forecast one by one and added up where that helps', () => {
    const input = account(100);
    const model = trainModel(input, SETTINGS);
    expect(model.sources?.map((one) => one.sourceId)).toEqual(['ads', 'shop']);
    const step = parts(100).ads[99] ?? 0;
    expect(Math.abs((forecast(input)[0]?.mean ?? Number.NaN) - step - 500)).toBeLessThan(120);
  });

  test('are not tried where there is only one', () => {
    const { ads } = parts(60);
    const input = history(ads, { sources: [{ sourceId: sourceId('ads'), values: ads }] });
    expect(featureOf(input, 'source-shares')?.reason).toBe('Not tried: fewer than two sources have revenue.');
  });
});

test('every feature has a record on every model', () => {
  for (const count of [1, 5, 10, 30, 100]) {
    const model = trainModel(history(days(count, (day) => 50 + wobble(day))), SETTINGS);
    expect(model.features.map(({ name }) => name)).toEqual(['weekday', 'holidays', 'source-shares']);
  }
});

test('the calendar of a builder is the calendar of the forecast', () => {
  expect(forecast(history([1, 2])).map(({ targetDate }) => targetDate)).toEqual(listDates(dateOf(2), dateOf(29)));
});
