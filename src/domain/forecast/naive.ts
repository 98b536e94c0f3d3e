// What every model must beat: last week's value, and the last value as long as there is no week.
import { sameWeekday } from './candidate-path.ts';
import { carriedWeekly } from './seasonal-candidates.ts';
import { dayValues } from './scratch.ts';
import { at, inside } from './statistics.ts';

export interface NaiveForecaster {
  readonly weekly: Float64Array;
  /** The latest observation, per day. */
  readonly latest: Float64Array;
}

/** `observed` as it was observed; NaN is a day without an observation. */
export function naiveForecaster(observed: Float64Array): NaiveForecaster {
  const latest = dayValues(observed.length);
  let last = Number.NaN;
  for (let day = 0; day < latest.length; day += 1) {
    const value = inside(observed, day);
    if (!Number.isNaN(value)) last = value;
    latest[day] = last;
  }
  return { weekly: carriedWeekly(observed), latest };
}

/** The forecast made after `day` for `step` days later; NaN before the first observation. */
export function naiveForecast({ weekly, latest }: NaiveForecaster, day: number, step: number): number {
  const lastWeek = at(weekly, sameWeekday(day, step));
  return Number.isNaN(lastWeek) ? at(latest, day) : lastWeek;
}
