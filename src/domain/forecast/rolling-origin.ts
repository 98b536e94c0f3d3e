// The rolling-origin backtest: every candidate forecasts from every earlier day of the window, at the steps whose errors are kept apart.
// This is where training spends its time: flat arrays, plain loops, nothing stored that can be computed again.
import { dampedSteps, sameWeekday } from './candidate-path.ts';
import type { CandidatePath } from './candidate-path.ts';
import { STEP_BUCKETS } from './model.ts';
import { WEEK } from './prepare.ts';
import { dayValues, fadingWeights, scratchRoom } from './scratch.ts';
import { inside } from './statistics.ts';

/** Candidates need some history before their errors say anything: a week, or a third of a history below three. */
const BURN_IN_DAYS = 7;
const BURN_IN_SHARE = 1 / 3;
/** Errors count less the older they are: half after that many days. */
const HALF_LIFE_DAYS = 60;
const weightsByAge = fadingWeights(2 ** (-1 / HALF_LIFE_DAYS));

/** Forecasts per bucket and target: the one for day `target` in bucket `b` is at `b * days + target`; NaN where there is none. */
export type RolledForecasts = Float64Array;
export const roomFor = (days: number): RolledForecasts => dayValues(STEP_BUCKETS.length * days);

const firstOrigin = (days: number): number => Math.max(0, Math.min(BURN_IN_DAYS, Math.floor(days * BURN_IN_SHARE)) - 1);

export type Loss = 'absolute' | 'squared';

/**
 * Weighted mean error per bucket (the root of the mean for squared ones) against the `values`; null without an origin that has a forecast
 * and an observed target.
 */
export function backtestErrors(path: CandidatePath, values: Float64Array, loss: Loss): readonly (number | null)[] {
  const errors: (number | null)[] = [];
  for (const step of STEP_BUCKETS) {
    const view = lookAhead(path, step);
    errors.push(loss === 'absolute' ? meanAbsolute(view, values) : meanSquared(view, values));
  }
  return errors;
}

/** A candidate's forecasts `step` days ahead: the one for day `target` is `ahead[target - step] + weekly[target - weeksBack]`. */
export interface StepView {
  readonly step: number;
  /** The first target; before that the origins are too early, or there is no week to look back to. */
  readonly first: number;
  readonly ahead: Float64Array;
  readonly weekly: Float64Array;
  readonly weeksBack: number;
}

/** Only until the next call. */
export function lookAhead(path: CandidatePath, step: number): StepView {
  const days = path.level.length;
  const first = firstOrigin(days) + step;
  const ahead = path.slope === undefined ? path.level : growAhead(path, path.slope, step);
  if ('fixed' in path.week) return { step, first, ahead, weekly: repeatWeek(path.week.fixed, days), weeksBack: 0 };
  const weeksBack = step - sameWeekday(0, step);
  return { step, first: Math.max(first, weeksBack), ahead, weekly: path.week.moving, weeksBack };
}

const roomToGrow = scratchRoom();

/** Per origin, what the candidate expects `step` days later apart from the week. */
function growAhead({ level, curvature, damping = 1 }: CandidatePath, slope: Float64Array, step: number): Float64Array {
  const ahead = roomToGrow(level.length);
  const growth = dampedSteps(damping, step);
  for (let day = 0; day < ahead.length; day += 1) ahead[day] = inside(level, day) + inside(slope, day) * growth;
  if (curvature === undefined) return ahead;
  const bend = step * step;
  for (let day = 0; day < ahead.length; day += 1) ahead[day] = inside(ahead, day) + inside(curvature, day) * bend;
  return ahead;
}

const roomForWeeks = scratchRoom();
let repeated: Float64Array | null = null;
let repeatedDays = 0;

/** The week over and over. All candidates of a recipe share theirs, so the last answer is kept. */
function repeatWeek(week: Float64Array, days: number): Float64Array {
  const weeks = roomForWeeks(days);
  if (repeated === week && repeatedDays === days) return weeks;
  for (let day = 0, slot = 0; day < days; day += 1) {
    weeks[day] = inside(week, slot);
    slot = slot === WEEK - 1 ? 0 : slot + 1;
  }
  [repeated, repeatedDays] = [week, days];
  return weeks;
}

function meanAbsolute({ step, first, ahead, weekly, weeksBack }: StepView, values: Float64Array): number | null {
  const days = values.length;
  const weights = weightsByAge(days);
  let sum = 0;
  let total = 0;
  for (let target = first; target < days; target += 1) {
    const error = Math.abs(
      inside(values, target) - (inside(ahead, target - step) + inside(weekly, target - weeksBack)),
    );
    if (!(error >= 0)) continue;
    const weight = inside(weights, days - target);
    sum += weight * error;
    total += weight;
  }
  return total === 0 ? null : sum / total;
}

function meanSquared({ step, first, ahead, weekly, weeksBack }: StepView, values: Float64Array): number | null {
  const days = values.length;
  const weights = weightsByAge(days);
  let sum = 0;
  let total = 0;
  for (let target = first; target < days; target += 1) {
    const error = inside(values, target) - (inside(ahead, target - step) + inside(weekly, target - weeksBack));
    if (Number.isNaN(error)) continue;
    const weight = inside(weights, days - target);
    sum += weight * error * error;
    total += weight;
  }
  return total === 0 ? null : Math.sqrt(sum / total);
}
