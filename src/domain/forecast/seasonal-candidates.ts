// Candidates that keep a value per weekday of their own instead of the shared profile.
import type { CandidatePath } from './candidate-path.ts';
import { WEEK } from './prepare.ts';
import type { PreparedSeries } from './prepare.ts';
import { dayValues } from './scratch.ts';
import { at, inside } from './statistics.ts';

const WEEKS_AVERAGED = 4;
const OLDEST_AVERAGED = (WEEKS_AVERAGED - 1) * WEEK;

/** Last week's value; where that day has none, the one before it. */
export function seasonalNaive({ values }: PreparedSeries): CandidatePath {
  return { name: 'seasonal-naive', level: dayValues(values.length), week: { moving: carriedWeekly(values) } };
}

/** Mean of the last four values of the same weekday. */
export function weekdayMeans({ values }: PreparedSeries): CandidatePath {
  const days = values.length;
  const carried = carriedWeekly(values);
  const season = dayValues(days);
  for (let day = 0; day < days; day += 1) {
    let sum = inside(carried, day);
    let count = 1;
    for (let earlier = day - WEEK; earlier >= Math.max(0, day - OLDEST_AVERAGED); earlier -= WEEK) {
      const value = inside(carried, earlier);
      if (Number.isNaN(value)) continue;
      sum += value;
      count += 1;
    }
    season[day] = sum / count;
  }
  return { name: 'weekday-mean', level: dayValues(days), week: { moving: season } };
}

/** Every day's value; where it has none, that of the week before. */
export function carriedWeekly(values: Float64Array): Float64Array {
  const carried = dayValues(values.length);
  for (let day = 0; day < carried.length; day += 1) {
    const value = inside(values, day);
    carried[day] = Number.isNaN(value) && day >= WEEK ? inside(carried, day - WEEK) : value;
  }
  return carried;
}

export interface SeasonalWeights {
  /** Share of an error that goes into the level, and into the weekday. */
  readonly alpha: number;
  readonly gamma: number;
}

/** Exponential smoothing with an additive week, ETS(A,N,A) in error-correction form (Hyndman et al. 2008), started from the first two weeks. */
export function seasonalSmoothing(series: PreparedSeries, { alpha, gamma }: SeasonalWeights): CandidatePath {
  const { values } = series;
  const level = dayValues(values.length);
  const season = dayValues(values.length);
  const start = startingWeek(values);
  let now = start.level;
  for (let day = 0; day < values.length; day += 1) {
    const before = day < WEEK ? at(start.season, day) : at(season, day - WEEK);
    const error = at(values, day) - now - before;
    const known = !Number.isNaN(error);
    now += known ? alpha * error : 0;
    season[day] = before + (known ? gamma * error : 0);
    level[day] = now;
  }
  return { name: 'seasonal-smoothing', level, week: { moving: season } };
}

function startingWeek(values: Float64Array): { readonly level: number; readonly season: Float64Array } {
  const sums = dayValues(WEEK);
  const counts = dayValues(WEEK);
  for (let day = 0; day < Math.min(2 * WEEK, values.length); day += 1) {
    const value = at(values, day);
    if (Number.isNaN(value)) continue;
    sums[day % WEEK] = at(sums, day % WEEK) + value;
    counts[day % WEEK] = at(counts, day % WEEK) + 1;
  }
  const means = sums.map((sum, slot) => sum / at(counts, slot));
  const known = means.filter((mean) => !Number.isNaN(mean));
  const level = known.reduce((sum, mean) => sum + mean, 0) / known.length;
  return { level, season: means.map((mean) => (Number.isNaN(mean) ? 0 : mean - level)) };
}
