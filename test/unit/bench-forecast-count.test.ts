// What the benchmark of the heavy workers counts as a forecast.
import { expect, test } from 'vitest';
import { countForecasts } from '../../scripts/bench-forecast/count-forecasts.ts';

const buckets = [{ n: 40 }, { n: 30 }, { n: 0 }];
const backtest = { buckets };

test('every candidate counts at every origin and step whose error is known', () => {
  const rows = [{ accountId: 'a', value: { variants: [{ candidates: [{}, {}, {}], backtest }] } }];
  expect(countForecasts({ rows })).toBe(3 * 70);
});

test('candidates of sources count as well, accounts that failed do not', () => {
  const variant = { candidates: [{}], sources: [{ candidates: [{}, {}] }, { candidates: [{}, {}] }], backtest };
  const rows = [
    { accountId: 'a', value: { variants: [variant] } },
    { accountId: 'b', refused: { code: 'NO_HISTORY' } },
  ];
  expect(countForecasts({ rows })).toBe(5 * 70);
});
