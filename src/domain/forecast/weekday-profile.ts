// The weekly profile: how much more or less than its week a weekday earns, drawn towards nothing as far as the data do not prove it.
import { WEEK } from './prepare.ts';
import type { PreparedSeries } from './prepare.ts';
import { dayValues, fadingWeights, scratchRoom } from './scratch.ts';
import { at, hasNaN, inside, mix, weightedMedian } from './statistics.ts';
import type { WeightedSample } from './statistics.ts';

/** Older weeks count less: half after that many days. */
const HALF_LIFE_DAYS = 42;
const weightsByAge = fadingWeights(2 ** (-1 / HALF_LIFE_DAYS));
/** With one value per weekday its share of signal cannot be estimated; this is what other accounts have. */
const PRIOR_SHARE = 0.85;
/** A little less than two, because older values count less. */
const TWICE = 1.99;
/** From three values on a weekday's median is worth something; it counts more than the mean, since absolute errors are what counts. */
const ENOUGH_FOR_MEDIAN = 3;
const MEDIAN_SHARE = 0.7;
const HALF_WEEK = 3;
const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6] as const;

/** Seven additions per weekday (Monday first) in units of the currency; their mean is 0 over the open days. */
export function weekdayProfile(series: PreparedSeries): Float64Array {
  const { values } = series;
  const weeks = roomForWeeks(values.length);
  centreWeeks(values, weeks);
  const first = shrunkMeans(series, weeks);
  if (!hasNaN(values)) return first;
  centreWeeks(withoutProfile(series, first, roomForFlat(values.length)), weeks);
  return shrunkMeans(series, weeks);
}

const roomForWeeks = scratchRoom();
const roomForFlat = scratchRoom();

/** The values with the profile taken out, in `room` where it is given. */
export function withoutProfile(
  { values, firstWeekday }: PreparedSeries,
  profile: Float64Array,
  room: Float64Array = dayValues(values.length),
): Float64Array {
  let slot = firstWeekday;
  for (let day = 0; day < values.length; day += 1) {
    room[day] = inside(values, day) - inside(profile, slot);
    slot = slot === WEEK - 1 ? 0 : slot + 1;
  }
  return room;
}

/** The profile from the weekday of the first day on. */
export function weekFromStart({ firstWeekday }: PreparedSeries, profile: Float64Array): Float64Array {
  const week = dayValues(WEEK);
  for (let offset = 0; offset < WEEK; offset += 1) week[offset] = at(profile, (firstWeekday + offset) % WEEK);
  return week;
}

/** What an ordinary day of that date has: the mean of its week and the profile. */
export function weekdayLevels(series: PreparedSeries): Float64Array {
  const profile = weekdayProfile(series);
  const weeks = dayValues(series.values.length);
  centreWeeks(withoutProfile(series, profile), weeks);
  return weeks.map((level, day) => level + at(profile, (series.firstWeekday + day) % WEEK));
}

/** Mean of the seven days around each day; at the ends, of the first and the last seven. */
function centreWeeks(values: Float64Array, means: Float64Array): void {
  const days = values.length;
  let sum = 0;
  let count = 0;
  for (let to = 0; to < days; to += 1) {
    const entering = at(values, to);
    if (!Number.isNaN(entering)) {
      sum += entering;
      count += 1;
    }
    const leaving = at(values, to - WEEK);
    if (!Number.isNaN(leaving)) {
      sum -= leaving;
      count -= 1;
    }
    means[Math.max(0, to - HALF_WEEK)] = sum / count;
  }
  const lowest = Math.min(HALF_WEEK, days - 1);
  const highest = Math.max(days - 1 - HALF_WEEK, 0);
  const first = at(means, Math.min(lowest, highest));
  for (let day = 0; day < lowest; day += 1) means[day] = first;
  for (let day = highest + 1; day < days; day += 1) means[day] = at(means, highest);
}

function shrunkMeans(series: PreparedSeries, weeks: Float64Array): Float64Array {
  const figures = WEEKDAYS.map((weekday) => describeWeekday(series, weeks, weekday));
  const open = figures.filter(({ size }) => size > 0);
  const centre = open.reduce((sum, { middle }) => sum + middle, 0) / Math.max(1, open.length);
  const share = signalShare(open, centre);
  const profile = dayValues(WEEK);
  for (let slot = 0; slot < WEEK; slot += 1) {
    const { size, middle } = figures[slot] ?? NO_FIGURES;
    profile[slot] = size > 0 ? share * (middle - centre) : 0;
  }
  return profile;
}

/** One weekday's deviations from their weeks, with weights that halve every HALF_LIFE_DAYS. */
interface WeekdayFigures {
  /** Effective number of values: (sum of weights)^2 / sum of squared weights (Kish). */
  readonly size: number;
  readonly mean: number;
  /** Between mean and median. */
  readonly middle: number;
  readonly variance: number;
}

const NO_FIGURES: WeekdayFigures = { size: 0, mean: 0, middle: 0, variance: 0 };
const roomForDeviations = scratchRoom();
const roomForWeights = scratchRoom();

function describeWeekday(
  { values, firstWeekday }: PreparedSeries,
  weeks: Float64Array,
  weekday: number,
): WeekdayFigures {
  const days = values.length;
  const ages = weightsByAge(days);
  const sample: WeightedSample = { values: roomForDeviations(days), weights: roomForWeights(days), size: 0 };
  let total = 0;
  let squares = 0;
  let sum = 0;
  let sumSquares = 0;
  const newest = (firstWeekday + days - 1) % WEEK;
  for (let day = days - 1 - ((newest - weekday + WEEK) % WEEK); day >= 0; day -= WEEK) {
    const deviation = inside(values, day) - inside(weeks, day);
    if (Number.isNaN(deviation)) continue;
    const weight = inside(ages, days - 1 - day);
    sample.values[sample.size] = deviation;
    sample.weights[sample.size] = weight;
    sample.size += 1;
    total += weight;
    squares += weight * weight;
    sum += weight * deviation;
    sumSquares += weight * deviation * deviation;
  }
  if (total === 0) return NO_FIGURES;
  const mean = sum / total;
  const middle = sample.size < ENOUGH_FOR_MEDIAN ? mean : mix(mean, weightedMedian(sample), MEDIAN_SHARE);
  return { size: (total * total) / squares, mean, middle, variance: Math.max(0, sumSquares / total - mean * mean) };
}

/** between / (between + within / values per weekday); the prior where no weekday comes twice. */
function signalShare(open: readonly WeekdayFigures[], centre: number): number {
  const perDay = open.reduce((sum, { size }) => sum + size, 0) / open.length;
  if (!(perDay >= TWICE)) return PRIOR_SHARE;
  const within = open.reduce((sum, { size, variance }) => sum + (size > 1 ? (variance * size) / (size - 1) : 0), 0);
  const between = open.reduce((sum, { middle }) => sum + (middle - centre) ** 2, 0) / Math.max(1, open.length - 1);
  return between === 0 ? 0 : between / (between + within / open.length / perDay);
}
