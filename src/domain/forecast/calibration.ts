// How wide an interval must be, learned from the forecasts of many accounts: a history too short to know its own tails borrows theirs.
import { STEP_BUCKETS } from './model.ts';
import type { ScoreQuantiles } from './model.ts';
import { mix } from './statistics.ts';
import { bucketOf } from './step-bucket.ts';

/** For steps of one bucket. */
export interface CalibrationCell {
  /** Of (actual - forecast) / backtest sigma. */
  readonly scores: ScoreQuantiles;
  /** Of (actual - last week's value) / its sigma. */
  readonly naive: ScoreQuantiles;
  /** Resolved forecasts behind it. */
  readonly n: number;
}

export interface CalibrationRow {
  /** Observed values of the histories that it was learned from. */
  readonly windowLength: number;
  /** Realised error / backtest error, median over accounts: a backtest inside the window is too kind to itself. */
  readonly inflation: number;
  /** One per entry of STEP_BUCKETS. */
  readonly cells: readonly CalibrationCell[];
}

/** Plain data; rows by ascending window length, at least one. */
export interface Calibration {
  readonly rows: readonly CalibrationRow[];
}

export interface CalibratedStep {
  readonly scores: ScoreQuantiles;
  readonly naive: ScoreQuantiles;
  readonly inflation: number;
}

/** Between two window lengths the logarithm of the length decides how much each counts; beyond the ends the nearest row does. */
export function calibrationAt({ rows }: Calibration, windowLength: number, step: number): CalibratedStep {
  const above = rows.findIndex((row) => row.windowLength >= windowLength);
  const high = rows[above === -1 ? rows.length - 1 : above];
  const low = above > 0 ? rows[above - 1] : high;
  if (high === undefined || low === undefined) throw new RangeError('A calibration has at least one row.');
  const share = low === high ? 0 : logShare(low.windowLength, high.windowLength, windowLength);
  const bucket = bucketOf(step);
  const [from, to] = [low.cells[bucket], high.cells[bucket]];
  if (from === undefined || to === undefined) throw new RangeError(`A calibration has ${STEP_BUCKETS.length} cells.`);
  return {
    scores: mixScores(from.scores, to.scores, share),
    naive: mixScores(from.naive, to.naive, share),
    inflation: mix(low.inflation, high.inflation, share),
  };
}

const logShare = (low: number, high: number, length: number): number =>
  (Math.log(length) - Math.log(low)) / (Math.log(high) - Math.log(low));

export function mixScores(a: ScoreQuantiles, b: ScoreQuantiles, share: number): ScoreQuantiles {
  return {
    lo95: mix(a.lo95, b.lo95, share),
    lo80: mix(a.lo80, b.lo80, share),
    hi80: mix(a.hi80, b.hi80, share),
    hi95: mix(a.hi95, b.hi95, share),
  };
}

/** Whether something read from a store is a calibration as this version makes them: rows of whole cells. */
export function isCalibration(value: unknown): value is Calibration {
  if (!isRecord(value) || !Array.isArray(value['rows']) || value['rows'].length === 0) return false;
  return value['rows'].every(
    (row: unknown) =>
      isRecord(row) &&
      isNumber(row['windowLength']) &&
      isNumber(row['inflation']) &&
      Array.isArray(row['cells']) &&
      row['cells'].length === STEP_BUCKETS.length &&
      row['cells'].every(isCell),
  );
}

const isCell = (cell: unknown): boolean =>
  isRecord(cell) && isScores(cell['scores']) && isScores(cell['naive']) && isNumber(cell['n']);

const isScores = (scores: unknown): boolean =>
  isRecord(scores) && ['lo95', 'lo80', 'hi80', 'hi95'].every((name) => isNumber(scores[name]));

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
