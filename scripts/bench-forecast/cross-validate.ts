// Intervals checked on series that their calibration did not see: whole series are held out, part by part.
import type { Calibration } from '../../src/domain/forecast/calibration.ts';
import { calibrationFrom } from '../../src/domain/forecast/calibration-refresh.ts';
import type { ResolvedScore } from '../../src/domain/forecast/calibration-refresh.ts';
import { formatTable } from './table.ts';
import { forecastTask, resolveTask } from './answer.ts';
import type { TrainedTask } from './answer.ts';
import { HORIZONS, WINDOWS } from './protocol.ts';
import { groupBySeries, scoreTask, summarise } from './score.ts';
import type { TaskScore } from './score.ts';

const FOLDS = 8;

/** A trained task with what the days that came say about it. */
export interface ResolvedTask extends TrainedTask {
  readonly scores: readonly ResolvedScore[];
}

/** Scores do not depend on the calibration that the forecast was made with. */
export function resolveTasks(trained: readonly TrainedTask[], calibration: Calibration): readonly ResolvedTask[] {
  return trained.map((one) => ({ ...one, scores: resolveTask(one, forecastTask(one, calibration)) }));
}

/** Task scores at every horizon, each with the calibration of the other series; the k-th series belongs to part k modulo 8. */
export function crossValidate(tasks: readonly ResolvedTask[]): readonly TaskScore[] {
  const groups = groupBySeries(tasks);
  return Array.from({ length: FOLDS }, (_, fold) => {
    const others = groups.filter((_group, index) => index % FOLDS !== fold).flat();
    const calibration = calibrationFrom(others.flatMap(({ scores }) => scores));
    const held = groups.filter((_group, index) => index % FOLDS === fold).flat();
    return held.flatMap((one) => scoreAll(one, calibration));
  }).flat();
}

export function scoreAll(trained: TrainedTask, calibration: Calibration): readonly TaskScore[] {
  const answer = forecastTask(trained, calibration);
  return HORIZONS.flatMap((horizon) => scoreTask(trained.task, answer, horizon) ?? []);
}

export function coverageTable(scores: readonly TaskScore[]): string {
  const groups = [
    ['all', scores] as const,
    ...WINDOWS.map((window) => [`window ${window}`, scores.filter((one) => one.window === window)] as const),
    ...HORIZONS.map((horizon) => [`horizon ${horizon}`, scores.filter((one) => one.horizon === horizon)] as const),
  ];
  const rows = groups.map(([name, own]) => {
    const { coverage80, coverage95, width80, width95, quantileLoss } = summarise(own);
    return [
      name,
      percent(coverage80),
      percent(coverage95),
      ...[width80, width95, quantileLoss].map((value) => (value === null ? '-' : value.toFixed(3))),
    ];
  });
  return formatTable([['', 'coverage 80', 'coverage 95', 'width 80', 'width 95', 'quantile loss'], ...rows]);
}

const percent = (share: number | null): string => (share === null ? '-' : (100 * share).toFixed(1));
