// Runs the protocol on the development data and prints what was reached beside what must be.
import { performance } from 'node:perf_hooks';
import { DEFAULT_CALIBRATION } from '../../src/domain/forecast/default-calibration.ts';
import { trainTask } from './answer.ts';
import { BARS, judge } from './bars.ts';
import type { BarResult } from './bars.ts';
import { crossValidate, resolveTasks } from './cross-validate.ts';
import { readDevTasks, readReferences } from './dev-data.ts';
import { HORIZONS, WINDOWS } from './protocol.ts';
import { summarise } from './score.ts';
import type { References, Summary, TaskScore } from './score.ts';
import { formatTable } from './table.ts';

export interface ProtocolResult {
  /** Intervals are those of a calibration that did not see the series. */
  readonly scores: readonly TaskScore[];
  readonly bars: readonly BarResult[];
  readonly references: References;
}

/** Returns the exit code: 1 when a must is missed. */
export async function runProtocol(): Promise<number> {
  const started = performance.now();
  const { scores, bars, references } = await measureProtocol();
  process.stdout.write(`${formatScores(scores, references)}\n${formatBars(bars)}`);
  process.stderr.write(`${scores.length} tasks in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  return bars.some(({ verdict }) => verdict === 'missed') ? 1 : 0;
}

export async function measureProtocol(): Promise<ProtocolResult> {
  const [tasks, references] = await Promise.all([readDevTasks(), readReferences()]);
  const scores = crossValidate(resolveTasks(tasks.map(trainTask), DEFAULT_CALIBRATION));
  const bars = BARS.map((bar) => judge(bar, summarise(scores.filter(bar.applies), references)));
  return { scores, bars, references };
}

const COLUMNS: readonly (readonly [name: string, read: (summary: Summary) => string])[] = [
  ['MASE', ({ mase }) => fixed(mase, 3)],
  ['RMSSE', ({ rmsse }) => fixed(rmsse, 3)],
  ['bias', ({ bias }) => fixed(bias, 2)],
  ['sMAPE', ({ smape }) => fixed(smape, 1)],
  ['WAPE', ({ wape }) => fixed(wape, 3)],
  ['in 80', ({ coverage80 }) => fixed(percent(coverage80), 1)],
  ['in 95', ({ coverage95 }) => fixed(percent(coverage95), 1)],
  ['width 80', ({ width80 }) => fixed(width80, 2)],
  ['width 95', ({ width95 }) => fixed(width95, 2)],
  ['loss', ({ quantileLoss }) => fixed(quantileLoss, 3)],
  ['to AutoETS', ({ gmrAutoEts }) => fixed(gmrAutoEts, 3)],
  ['to routed', ({ gmrRouted }) => fixed(gmrRouted, 3)],
];

function formatScores(scores: readonly TaskScore[], references: References): string {
  const groups: readonly (readonly [string, readonly TaskScore[]])[] = [
    ...WINDOWS.map((window) => [`window ${window}`, scores.filter((one) => one.window === window)] as const),
    ...HORIZONS.map((horizon) => [`horizon ${horizon}`, scores.filter((one) => one.horizon === horizon)] as const),
    ['all', scores],
  ];
  const rows = groups.map(([name, own]) => {
    const summary = summarise(own, references);
    return [name, ...COLUMNS.map(([, read]) => read(summary))];
  });
  return formatTable([['', ...COLUMNS.map(([name]) => name)], ...rows]);
}

function formatBars(bars: readonly BarResult[]): string {
  const rows = bars.map(({ bar, reached, verdict }) => [
    bar.name,
    fixed(reached, 3),
    fixed(bar.must, 3),
    fixed(bar.target, 3),
    verdict === 'missed' ? 'MISSED' : verdict,
  ]);
  return formatTable([['figure', 'reached', 'must', 'target', 'verdict'], ...rows]);
}

const percent = (share: number | null): number | null => (share === null ? null : 100 * share);
const fixed = (value: number | null, digits: number): string => (value === null ? '-' : value.toFixed(digits));
