// Makes a history usable: what was observed inside the depth, which weekdays are closed, and values that no forecast should follow.
import { addDays, weekday } from '../calendar/dates.ts';
import type { IsoDate } from '../ids.ts';
import type { DailySeries, ForecastInput } from './model.ts';
import { observedForQuantiles } from './partial-sort.ts';
import { lastDays, observedSpan, requireFinite } from './series.ts';
import type { Span } from './series.ts';
import { dayValues } from './scratch.ts';
import { at, inside, quantileOf } from './statistics.ts';

export const WEEK = 7;
/** Below that many values neither a weekly profile nor quartiles mean anything. */
export const ENOUGH_VALUES = 7;
/** Tukey's outer fences, in interquartile ranges beyond the quartiles. */
const FENCE = 3;
const ENDS_AND_QUARTILES = [0, 0.25, 0.75, 1] as const;
/** So many days in a row beyond a fence are no outliers any more. */
const LASTING_DAYS = 4;
/** A weekday counts as closed when its zeros would come about by chance less often than that. */
const CHANCE_OF_CLOSED = 0.1;
const MOSTLY = 0.5;

/** From the first to the last observed day; NaN is a day without an observation. */
export interface PreparedSeries {
  readonly start: IsoDate;
  readonly observed: Float64Array;
  /** What forecasts are compared with: outliers clipped, NaN on closed weekdays. */
  readonly targets: Float64Array;
  /** What models learn from: the targets, less the days that say nothing about other days (holidays, where they are known). */
  readonly values: Float64Array;
  /** Weekday of the first day, Monday 0 .. Sunday 6. */
  readonly firstWeekday: number;
  /** Per weekday, Monday first. */
  readonly closed: readonly boolean[];
  /** Days between the last observed one and the origin. */
  readonly trailing: number;
  /** Observed days. */
  readonly count: number;
  /** More than half of the open days are 0. */
  readonly zeroHeavy: boolean;
  /** All open days have the same value. */
  readonly constant: boolean;
  readonly negative: boolean;
}

export interface Gap {
  readonly from: IsoDate;
  readonly days: number;
}

export interface ClippedValue {
  readonly date: IsoDate;
  readonly observed: number;
  readonly used: number;
}

/** What the history looks like, for people and for the record; plain data. */
export interface PreparationReport {
  /** First and last observed day inside the depth. */
  readonly from: IsoDate;
  readonly to: IsoDate;
  readonly observed: number;
  /** Days of the depth without an observation. */
  readonly missing: number;
  /** Stretches of days without an observation between the two, and up to the origin. */
  readonly gaps: readonly Gap[];
  readonly clipped: readonly ClippedValue[];
  /** ISO weekdays, 1 Monday .. 7 Sunday. */
  readonly closedWeekdays: readonly number[];
}

/**
 * Describes the last `depthDays` days of the input (all of it when absent).
 * @throws DomainError NO_HISTORY without an observed day, FIT_FAILED when a value is not finite.
 */
export function prepareInput(input: ForecastInput, depthDays: number = input.values.length): PreparationReport {
  const cut = lastDays(input, depthDays);
  return reportOn(prepareSeries(cut), cut.values.length);
}

/** The history from its first to its last observed day. @throws DomainError as `prepareInput`. */
export function prepareSeries(input: DailySeries): PreparedSeries {
  requireFinite(input);
  return prepareSpan(input, observedSpan(input));
}

/** The same for a given stretch of days, such as the one that the account was observed in for one of its sources. */
export function prepareSpan(input: DailySeries, { first, last }: Span): PreparedSeries {
  const observed = dayValues(last - first + 1);
  for (let day = 0; day < observed.length; day += 1) observed[day] = input.values[first + day] ?? Number.NaN;
  const start = first === 0 ? input.start : addDays(input.start, first);
  const firstWeekday = (weekday(start) + WEEK - 1) % WEEK;
  const { count, negative } = countObserved(observed);
  const closed = count < ENOUGH_VALUES ? NEVER_CLOSED : closedWeekdays(observed, firstWeekday);
  const open = closed === NEVER_CLOSED ? observed : openDays(observed, closed, firstWeekday);
  const sorted = observedForQuantiles(open, ENDS_AND_QUARTILES);
  const zeroHeavy = countObserved(sorted).zeros > MOSTLY * sorted.length;
  const targets = count < ENOUGH_VALUES || zeroHeavy ? open : clipOutliers(open, sorted);
  return {
    start,
    observed,
    targets,
    values: targets,
    firstWeekday,
    closed,
    trailing: input.values.length - 1 - last,
    count,
    zeroHeavy: zeroHeavy && count >= ENOUGH_VALUES,
    constant: sorted.length === 0 || sorted[0] === sorted.at(-1),
    negative,
  };
}

interface Counts {
  readonly count: number;
  readonly zeros: number;
  readonly negative: boolean;
}

function countObserved(values: Float64Array): Counts {
  let count = 0;
  let zeros = 0;
  let negative = false;
  for (let day = 0; day < values.length; day += 1) {
    const value = inside(values, day);
    if (Number.isNaN(value)) continue;
    count += 1;
    if (value === 0) zeros += 1;
    else if (value < 0) negative = true;
  }
  return { count, zeros, negative };
}

function openDays(observed: Float64Array, closed: readonly boolean[], firstWeekday: number): Float64Array {
  const open = dayValues(observed.length);
  for (let day = 0; day < open.length; day += 1) {
    open[day] = closed[(firstWeekday + day) % WEEK] === true ? Number.NaN : inside(observed, day);
  }
  return open;
}

const NEVER_CLOSED: readonly boolean[] = Array.from({ length: WEEK }, () => false);

/** A weekday without a single value but 0, where the other days are seldom 0: (their share of zeros)^(its days) is small. */
function closedWeekdays(observed: Float64Array, firstWeekday: number): readonly boolean[] {
  const days = dayValues(WEEK);
  const zeros = dayValues(WEEK);
  let allDays = 0;
  let allZeros = 0;
  for (let day = 0, slot = firstWeekday; day < observed.length; day += 1, slot = (slot + 1) % WEEK) {
    const value = inside(observed, day);
    if (Number.isNaN(value)) continue;
    days[slot] = inside(days, slot) + 1;
    allDays += 1;
    if (value !== 0) continue;
    zeros[slot] = inside(zeros, slot) + 1;
    allZeros += 1;
  }
  if (allZeros === 0) return NEVER_CLOSED;
  return NEVER_CLOSED.map((_, slot) => {
    const [count, own] = [inside(days, slot), inside(zeros, slot)];
    if (count === 0 || own < count || allDays === count) return false;
    return ((allZeros - own) / (allDays - count)) ** count < CHANCE_OF_CLOSED;
  });
}

/** Pulls values beyond the fences back to them, unless they stay there: that is a new level. Without a spread there is no fence. */
function clipOutliers(values: Float64Array, sorted: Float64Array): Float64Array {
  const [low, high] = [quantileOf(sorted, 0.25), quantileOf(sorted, 0.75)];
  const reach = FENCE * (high - low);
  if (!(reach > 0)) return values;
  if (!(at(sorted, 0) < low - reach || at(sorted, sorted.length - 1) > high + reach)) return values;
  const clipped = values.map((value) => Math.min(Math.max(value, low - reach), high + reach));
  keepLasting(clipped, values);
  return clipped;
}

/** Restores what was clipped on several days in a row, to the same side. */
function keepLasting(clipped: Float64Array, values: Float64Array): void {
  let [side, first] = [0, 0];
  for (let day = 0; day <= values.length; day += 1) {
    const value = at(values, day);
    if (Number.isNaN(value) && day < values.length) continue;
    const now = day === values.length ? 0 : Math.sign(value - at(clipped, day));
    if (now === side) continue;
    if (side !== 0 && day - first >= LASTING_DAYS) clipped.set(values.subarray(first, day), first);
    [side, first] = [now, day];
  }
}

/** `days`: length of the depth that the series was cut from. */
export function reportOn(series: PreparedSeries, days: number): PreparationReport {
  const dateOf = (day: number): IsoDate => addDays(series.start, day);
  return {
    from: series.start,
    to: dateOf(series.observed.length - 1),
    observed: series.count,
    missing: days - series.count,
    gaps: gapsOf(series),
    clipped: clippedOf(series),
    closedWeekdays: series.closed.flatMap((isClosed, slot) => (isClosed ? [slot + 1] : [])),
  };
}

function clippedOf({ start, observed, targets }: PreparedSeries): readonly ClippedValue[] {
  const clipped: ClippedValue[] = [];
  for (let day = 0; day < targets.length; day += 1) {
    const used = inside(targets, day);
    const own = inside(observed, day);
    if (used !== own && !Number.isNaN(used)) clipped.push({ date: addDays(start, day), observed: own, used });
  }
  return clipped;
}

function gapsOf({ start, observed, trailing }: PreparedSeries): readonly Gap[] {
  const gaps: Gap[] = [];
  const days = observed.length + trailing;
  for (let day = 0, before = -1; day <= days; day += 1) {
    if (day < days && Number.isNaN(at(observed, day))) continue;
    if (day - before > 1) gaps.push({ from: addDays(start, before + 1), days: day - before - 1 });
    before = day;
  }
  return gaps;
}
