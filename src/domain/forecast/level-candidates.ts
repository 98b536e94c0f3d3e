// Candidates that follow the level of the account once its weekly profile is taken out.
import { dampedSteps } from './candidate-path.ts';
import type { CandidatePath, FixedWeek } from './candidate-path.ts';
import { dayValues } from './scratch.ts';
import { inside } from './statistics.ts';

export interface LevelInput {
  /** Values without the profile; NaN is no observation. */
  readonly values: Float64Array;
  /** The profile from the weekday of the first day on. */
  readonly week: FixedWeek;
}

/** Exponential smoothing that starts as a running mean (weight 1/n until that falls below `alpha`). */
export function smoothedLevel({ values, week }: LevelInput, alpha: number): CandidatePath {
  return { name: smoothingName(alpha), level: smooth(values, alpha), week };
}

const NAMES = new Map<number, string>([[0, 'window-mean']]);

/** Kept, because a number takes longer to write than a week to smooth. */
export function smoothingName(alpha: number): string {
  const known = NAMES.get(alpha);
  if (known !== undefined) return known;
  const name = `smoothing-${alpha}`;
  NAMES.set(alpha, name);
  return name;
}

/** The mean of everything seen so far. */
export function runningMean({ values, week }: LevelInput): CandidatePath {
  return { name: 'window-mean', level: smooth(values, 0), week };
}

/** Level after each day. */
export function smooth(values: Float64Array, alpha: number): Float64Array {
  const levels = dayValues(values.length);
  let level = Number.NaN;
  let seen = 0;
  for (let day = 0; day < values.length; day += 1) {
    const value = inside(values, day);
    if (!Number.isNaN(value)) {
      seen += 1;
      level = seen === 1 ? value : level + Math.max(alpha, 1 / seen) * (value - level);
    }
    levels[day] = level;
  }
  return levels;
}

export interface TrendWeights {
  readonly alpha: number;
  readonly beta: number;
  readonly damping: number;
}

/** Holt's linear trend, damped (Gardner and McKenzie 1985, in error-correction form); a missing day moves along the trend. */
export function dampedTrend({ values, week }: LevelInput, { alpha, beta, damping }: TrendWeights): CandidatePath {
  const level = dayValues(values.length);
  const slope = dayValues(values.length);
  let now = Number.NaN;
  let trend = 0;
  let seen = 0;
  const growth = dampedSteps(damping, 1);
  for (let day = 0; day < values.length; day += 1) {
    const value = inside(values, day);
    const expected = now + growth * trend;
    trend *= damping;
    now = expected;
    if (!Number.isNaN(value)) {
      seen += 1;
      const error = seen === 1 ? 0 : value - expected;
      now = seen === 1 ? value : expected + Math.max(alpha, 1 / seen) * error;
      trend += beta * error;
    }
    level[day] = now;
    slope[day] = trend;
  }
  return { name: 'damped-trend', level, slope, damping, week };
}
