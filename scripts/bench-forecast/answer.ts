// One history answered by the forecasting core: trained on it alone and forecast 28 days on.
import { forecastWith } from '../../src/domain/forecast/apply.ts';
import type { Calibration } from '../../src/domain/forecast/calibration.ts';
import { scoreStep } from '../../src/domain/forecast/calibration-refresh.ts';
import type { ResolvedScore } from '../../src/domain/forecast/calibration-refresh.ts';
import type { DailySeries, ForecastModel, ForecastStep, ModelSettings } from '../../src/domain/forecast/model.ts';
import { trainModel } from '../../src/domain/forecast/train.ts';
import { LONGEST_HORIZON } from './protocol.ts';
import type { Task } from './protocol.ts';

export const BENCH_SETTINGS: ModelSettings = { depthDays: 180, polynomialDegree: 2 };

export interface TrainedTask {
  readonly task: Task;
  readonly series: string;
  readonly model: ForecastModel;
}

export const trainTask = (task: Task): TrainedTask => ({
  task,
  series: task.series,
  model: trainModel(task, BENCH_SETTINGS),
});

export function forecastTask({ task, model }: TrainedTask, calibration: Calibration): readonly ForecastStep[] {
  return forecastWith(model, task, { horizonDays: LONGEST_HORIZON, calibration });
}

export const answerHistory = (history: DailySeries, horizonDays: number, calibration: Calibration) =>
  forecastWith(trainModel(history, BENCH_SETTINGS), history, { horizonDays, calibration });

/** What the days that came say about the forecast; closed days, which have no band, are left out. */
export function resolveTask({ task, model }: TrainedTask, steps: readonly ForecastStep[]): readonly ResolvedScore[] {
  const trailing = trailingGap(task);
  return steps.flatMap(({ step, mean, naive, expectedError }, index) => {
    const actual = task.actuals[index] ?? null;
    if (actual === null || expectedError === 0) return [];
    return [
      scoreStep(model, {
        account: task.series,
        forecast: task.origin,
        step: step + trailing,
        mean,
        naiveMean: naive.mean,
        actual,
      }),
    ];
  });
}

const trailingGap = ({ values }: DailySeries): number =>
  values.length - 1 - values.findLastIndex((value) => value !== null);
