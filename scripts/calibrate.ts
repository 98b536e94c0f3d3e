// `npm run calibrate [-- --check]`: learns the calibration that ships from the development data, and says what intervals made with
// it cover on series that it did not see.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { calibrationFrom } from '../src/domain/forecast/calibration-refresh.ts';
import { DEFAULT_CALIBRATION } from '../src/domain/forecast/default-calibration.ts';
import { trainTask } from './bench-forecast/answer.ts';
import { coverageTable, crossValidate, resolveTasks } from './bench-forecast/cross-validate.ts';
import type { ResolvedTask } from './bench-forecast/cross-validate.ts';
import { readDevTasks } from './bench-forecast/dev-data.ts';
import { parseOptions } from './lib/command.ts';
import { projectRoot } from './lib/project.ts';

const FILE = join(projectRoot, 'src', 'domain', 'forecast', 'default-calibration.ts');
const SIGNIFICANT_DIGITS = 5;

/** Returns the exit code: 1 when `--check` finds that the file in the repository is not what the data give. */
export async function main(args: readonly string[]): Promise<number> {
  const { check = false } = parseOptions('calibrate', args, { check: { type: 'boolean' } });
  const { text, resolved } = await renderDefaultCalibration();
  process.stdout.write(coverageTable(crossValidate(resolved)));
  if (check) return compare(text);
  await writeFile(FILE, text);
  process.stdout.write(`Wrote ${FILE}\n`);
  return 0;
}

/** The text of default-calibration.ts, the same on every run, with the resolved forecasts behind it. */
export async function renderDefaultCalibration(): Promise<{
  readonly text: string;
  readonly resolved: readonly ResolvedTask[];
}> {
  const trained = (await readDevTasks()).map(trainTask);
  const resolved = resolveTasks(trained, DEFAULT_CALIBRATION);
  return { text: await render(calibrationFrom(resolved.flatMap(({ scores }) => scores))), resolved };
}

async function compare(text: string): Promise<number> {
  if ((await readFile(FILE, 'utf8')) === text) return 0;
  process.stderr.write('default-calibration.ts is not what the data give; run `npm run calibrate` and commit it.\n');
  return 1;
}

async function render(calibration: object): Promise<string> {
  const body = JSON.stringify(calibration, (_key, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(SIGNIFICANT_DIGITS)) : value,
  );
  const source = `// Made by \`npm run calibrate\` from test/data/forecast/forecast-dev.csv.gz; do not edit.
import type { Calibration } from './calibration.ts';

/** What ships: learned from real daily series of shops, traffic, page views and the like. */
export const DEFAULT_CALIBRATION: Calibration = ${body};
`;
  return format(source, { ...(await resolveConfig(FILE)), parser: 'typescript' });
}
