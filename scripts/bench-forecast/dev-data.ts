// The data set that the project ships for measuring forecasts, with what known models reach on it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../lib/project.ts';
import { listTasks, readSeriesFile } from './protocol.ts';
import type { Task } from './protocol.ts';
import { referenceKey } from './score.ts';
import type { References } from './score.ts';

const FOLDER = join(projectRoot, 'test', 'data', 'forecast');

export const readDevTasks = async (): Promise<readonly Task[]> =>
  listTasks(await readSeriesFile(join(FOLDER, 'forecast-dev.csv.gz')));

export const readSyntheticTasks = async (): Promise<readonly Task[]> =>
  listTasks(await readSeriesFile(join(FOLDER, 'forecast-synthetic-dev.csv.gz')));

/** Mean MASE of AutoETS and of the routed ensemble per series, window and horizon. */
export async function readReferences(): Promise<References> {
  const text = await readFile(join(FOLDER, 'reference-mase.csv'), 'utf8');
  const rows = text.trimEnd().split('\n').slice(1);
  return new Map(
    rows.map((row) => {
      const [series = '', window, horizon, tasks, autoEts, routed] = row.split(',');
      const key = referenceKey(series, Number(window), Number(horizon));
      return [key, { tasks: Number(tasks), autoEts: Number(autoEts), routed: Number(routed) }];
    }),
  );
}
