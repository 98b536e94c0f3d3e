// The floor under the forecasts: what they must reach on the real and the made-up series that ship with the project.
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { measureProtocol } from '../../scripts/bench-forecast/run-protocol.ts';
import { trainTask, forecastTask } from '../../scripts/bench-forecast/answer.ts';
import { readSyntheticTasks } from '../../scripts/bench-forecast/dev-data.ts';
import { scoreAll } from '../../scripts/bench-forecast/cross-validate.ts';
import { summarise } from '../../scripts/bench-forecast/score.ts';
import { renderDefaultCalibration } from '../../scripts/calibrate.ts';
import { DEFAULT_CALIBRATION } from '../../src/domain/forecast/default-calibration.ts';

const { bars, scores } = await measureProtocol();

test.each(bars.map(({ bar, reached }) => ({ name: bar.name, must: bar.must, reached })))(
  'on real series $name is at most $must',
  ({ must, reached }) => {
    expect(reached).toBeLessThanOrEqual(must);
  },
);

test.each([1, 7, 28])('80 %% intervals hold 78 to 82 %% of the days of series not seen, at horizon %d', (horizon) => {
  const { coverage80 } = summarise(scores.filter((one) => one.horizon === horizon));
  expect(Math.abs(100 * (coverage80 ?? 0) - 80)).toBeLessThanOrEqual(2);
});

test.each([3, 7, 14, 28, 56, 180])(
  '80 %% intervals hold 76 to 84 %% of the days, from %d days of history',
  (window) => {
    const { coverage80 } = summarise(scores.filter((one) => one.window === window));
    expect(Math.abs(100 * (coverage80 ?? 0) - 80)).toBeLessThanOrEqual(4);
  },
);

test('on made-up series the error is below that of last week, and the intervals hold', async () => {
  const tasks = await readSyntheticTasks();
  const all = tasks.flatMap((task) => scoreAll(trainTask(task), DEFAULT_CALIBRATION));
  const { mase, coverage80, coverage95 } = summarise(all);
  expect(mase).toBeLessThan(0.97);
  expect(coverage80).toBeGreaterThan(0.78);
  expect(coverage95).toBeGreaterThan(0.93);
});

test('the same tasks give the same bytes again', async () => {
  const [task] = (await readSyntheticTasks()).slice(100);
  if (task === undefined) throw new Error('The data set is empty.');
  const answer = () => JSON.stringify(forecastTask(trainTask(task), DEFAULT_CALIBRATION));
  expect(answer()).toBe(answer());
});

test('the calibration in the repository is the one that the data give', async () => {
  const shipped = await readFile(new URL('../../src/domain/forecast/default-calibration.ts', import.meta.url), 'utf8');
  const { text } = await renderDefaultCalibration();
  expect(text).toBe(shipped);
});
