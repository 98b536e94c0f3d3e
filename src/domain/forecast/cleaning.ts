// Holds single days back that lie far from their surroundings: one bulk order is no new level, and a week later it is no pattern.
import { observedForQuantiles } from './partial-sort.ts';
import type { PreparedSeries } from './prepare.ts';
import { dayValues, scratchRoom } from './scratch.ts';
import { inside, quantileOf } from './statistics.ts';
import { withoutProfile } from './weekday-profile.ts';

/** A day's surroundings reach that far to either side. */
const REACH_DAYS = 7;
/** Interquartile ranges beyond the quartiles of the distances; narrow, because forecasts are judged by their absolute error. */
const FENCE = 1;
const QUARTILES = [0.25, 0.75] as const;

/**
 * The series with values drawn to the fence around the running median of the values without the profile. A level that lasts for more
 * than a week moves the median along and is kept.
 */
export function holdBackOutliers(series: PreparedSeries, profile: Float64Array): PreparedSeries {
  const days = series.values.length;
  const distances = withoutProfile(series, profile, roomForDistances(days));
  subtractRunningMedian(distances);
  const sorted = observedForQuantiles(distances, QUARTILES);
  const [low, high] = [quantileOf(sorted, 0.25), quantileOf(sorted, 0.75)];
  const reach = FENCE * (high - low);
  if (!(reach > 0)) return series;
  const values = dayValues(days);
  for (let day = 0; day < days; day += 1) {
    const distance = inside(distances, day);
    values[day] = inside(series.values, day) + Math.min(Math.max(distance, low - reach), high + reach) - distance;
  }
  return { ...series, values };
}

const roomForDistances = scratchRoom();
const roomForMedians = scratchRoom();

/** Of the days up to a week away, kept sorted while it moves along; NaN where none of them is observed. */
function subtractRunningMedian(values: Float64Array): void {
  const medians = roomForMedians(values.length);
  near.size = 0;
  for (let entering = 0; entering < values.length + REACH_DAYS; entering += 1) {
    if (entering < values.length) insert(near, values, entering);
    if (entering > 2 * REACH_DAYS) remove(near, values, entering - 2 * REACH_DAYS - 1);
    if (entering >= REACH_DAYS) medians[entering - REACH_DAYS] = middleOf(near);
  }
  for (let day = 0; day < values.length; day += 1) values[day] = inside(values, day) - inside(medians, day);
}

interface Sorted {
  /** The first `size` of them, ascending. */
  readonly items: Float64Array;
  size: number;
}

const near: Sorted = { items: new Float64Array(2 * REACH_DAYS + 2), size: 0 };

function insert(sorted: Sorted, values: Float64Array, day: number): void {
  const value = inside(values, day);
  if (Number.isNaN(value)) return;
  const { items } = sorted;
  let place = sorted.size;
  for (; place > 0 && inside(items, place - 1) > value; place -= 1) items[place] = inside(items, place - 1);
  items[place] = value;
  sorted.size += 1;
}

function remove(sorted: Sorted, values: Float64Array, day: number): void {
  const value = inside(values, day);
  if (Number.isNaN(value)) return;
  const { items } = sorted;
  let place = 0;
  while (inside(items, place) < value) place += 1;
  sorted.size -= 1;
  for (; place < sorted.size; place += 1) items[place] = inside(items, place + 1);
}

function middleOf({ items, size }: Sorted): number {
  if (size === 0) return Number.NaN;
  return (inside(items, (size - 1) >> 1) + inside(items, size >> 1)) / 2;
}
