// A candidate as its state after every day, so that a rolling-origin backtest costs no more than one pass over the history.
import { WEEK } from './prepare.ts';
import { at } from './statistics.ts';

/**
 * After day `t` a candidate forecasts day `t + step` as
 * `level[t] + slope[t] * (damping + damping^2 + .. + damping^step) + curvature[t] * step^2 + what it knows about that weekday`.
 */
export interface CandidatePath {
  readonly name: string;
  /** NaN as long as the candidate has no opinion. */
  readonly level: Float64Array;
  readonly slope?: Float64Array;
  /** Above 0, at most 1: at 1 the slope is not damped. */
  readonly damping?: number;
  readonly curvature?: Float64Array;
  readonly week: FixedWeek | MovingWeek;
}

/** Seven additions that never change, from the weekday of the first day on. */
export interface FixedWeek {
  readonly fixed: Float64Array;
}

/** An addition per day: a forecast takes the latest one of its weekday that was known at its origin. */
export interface MovingWeek {
  readonly moving: Float64Array;
}

/** Sum of damping^1 .. damping^step. */
export function dampedSteps(damping: number, step: number): number {
  return damping === 1 ? step : (damping * (1 - damping ** step)) / (1 - damping);
}

/** The forecast made after `day` for `step` days later, 1 or more; NaN where the candidate has none. */
export function forecastFrom(path: CandidatePath, day: number, step: number): number {
  const base = at(path.level, day) + weekdayPart(path.week, day, step);
  if (path.slope === undefined) return base;
  const curve = path.curvature === undefined ? 0 : at(path.curvature, day) * step * step;
  return base + at(path.slope, day) * dampedSteps(path.damping ?? 1, step) + curve;
}

/** What the week adds to the forecast made after `day` for `step` days later. */
export function weekdayPart(week: FixedWeek | MovingWeek, day: number, step: number): number {
  return 'fixed' in week ? at(week.fixed, (day + step) % WEEK) : at(week.moving, sameWeekday(day, step));
}

/** The last day up to `day` that has the weekday of `day + step`. */
export const sameWeekday = (day: number, step: number): number => day + step - WEEK * Math.ceil(step / WEEK);
