// The backtest as rows for people and spreadsheets: one per bucket of steps.
import type { BacktestBucket, ForecastModel } from './model.ts';
import { STEP_BUCKETS } from './model.ts';

export interface BacktestRow {
  /** The steps the row stands for, both included. */
  readonly fromStep: number;
  readonly toStep: number;
  readonly n: number;
  readonly meanAbsoluteError: number | null;
  readonly naiveMeanAbsoluteError: number | null;
  /** Sum of absolute errors / sum of absolute values. */
  readonly wape: number | null;
  /** Share of last week's error that the model saves; negative when it costs. */
  readonly skill: number | null;
  readonly bias: number | null;
}

const LONGEST_STEP = 28;

export function backtestReport({ backtest }: Pick<ForecastModel, 'backtest'>): readonly BacktestRow[] {
  return backtest.buckets.map((bucket, index) => ({
    fromStep: bucket.step,
    toStep: (STEP_BUCKETS[index + 1] ?? LONGEST_STEP + 1) - 1,
    n: bucket.n,
    meanAbsoluteError: bucket.meanAbsoluteError,
    naiveMeanAbsoluteError: bucket.naiveMeanAbsoluteError,
    wape: ratio(bucket.meanAbsoluteError, bucket.meanAbsoluteActual),
    skill: skillOf(bucket),
    bias: bucket.bias,
  }));
}

function skillOf({ meanAbsoluteError, naiveMeanAbsoluteError }: BacktestBucket): number | null {
  const part = ratio(meanAbsoluteError, naiveMeanAbsoluteError);
  return part === null ? null : 1 - part;
}

const ratio = (part: number | null, whole: number | null): number | null =>
  part === null || whole === null || whole === 0 ? null : part / whole;
