// A second opinion by an independent library, grafana/augurs, on long weekly series: where the truth is plain both must see it.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import initMstl, { MSTL } from '@bsull/augurs/mstl';
import { beforeAll, expect, test } from 'vitest';
import { days, forecast, history, means, wobble } from './forecast-builders.ts';

const DAYS = 140;
const HORIZON = 28;

beforeAll(async () => {
  const folder = createRequire(import.meta.url).resolve('@bsull/augurs/mstl');
  await initMstl({ module_or_path: await readFile(folder.replace(/mstl\.js$/, 'mstl_bg.wasm')) });
});

function secondOpinion(values: readonly (number | null)[]): readonly number[] {
  const model = MSTL.ets([7]);
  model.fit(values.map((value) => value ?? Number.NaN));
  return model.predict(HORIZON).point;
}

const CASES = [
  { name: 'a steady week', value: (day: number) => 400 + 60 * Math.sin((2 * Math.PI * day) / 7) + 10 * wobble(day) },
  { name: 'a weekend business', value: (day: number) => 300 + (day % 7 >= 5 ? 250 : 0) + 15 * wobble(day) },
  { name: 'a week on a slow rise', value: (day: number) => 500 + 0.3 * day + 40 * ((day * 3) % 7) + 12 * wobble(day) },
];

test.each(CASES)('on $name both forecasts agree within 5 % of the level, day by day', ({ value }) => {
  const values = days(DAYS, value);
  const level = values.reduce<number>((sum, one) => sum + (one ?? 0), 0) / DAYS;
  const ours = means(forecast(history(values)));
  for (const [index, other] of secondOpinion(values).entries()) {
    expect(Math.abs((ours[index] ?? Number.NaN) - other) / level).toBeLessThan(0.05);
  }
});

test.each(CASES)('on $name ours is no further from the truth than theirs, give or take a fifth', ({ value }) => {
  const values = days(DAYS, value);
  const truth = days(HORIZON, (step) => value(DAYS + step)).map((one) => one ?? 0);
  const errorOf = (points: readonly number[]): number =>
    truth.reduce((sum, actual, step) => sum + Math.abs(actual - (points[step] ?? Number.NaN)), 0);
  expect(errorOf(means(forecast(history(values))))).toBeLessThan(1.2 * errorOf(secondOpinion(values)));
});
