// Why a forecast is what it is. Every candidate is level + trend + weekday, and their mean with fixed weights is so, too: the
// forecast comes apart exactly, whatever was combined.
import { addDays } from '../calendar/dates.ts';
import type { IsoDate } from '../ids.ts';
import { applyRecipe, pointAt, type AppliedRecipe } from './apply.ts';
import { dampedSteps, forecastFrom, weekdayPart, type CandidatePath } from './candidate-path.ts';
import type { ForecastInput, ForecastModel } from './model.ts';
import { WEEK } from './prepare.ts';
import { pointOf, type RunRecipe } from './recipe.ts';
import type { RunSource } from './source-shares.ts';
import { at } from './statistics.ts';
import { bucketOf } from './step-bucket.ts';

/** Parts of the forecast for one day, in units of the currency; they add up to `value`. */
export interface ForecastParts {
  /** What an ordinary day has lately. */
  readonly level: number;
  /** Where a slope or a curve leads until that day. */
  readonly trend: number;
  /** What its weekday has more or less than the mean of the week; for a weekday that is closed, all that there would be. */
  readonly weekday: number;
  readonly holiday: number;
  /** What is added so that nothing below zero is forecast for an account that never had a refund. */
  readonly limit: number;
  /** What the model says: their sum. */
  readonly value: number;
}

/** One candidate of a combination. */
export interface MemberForecast {
  readonly name: string;
  /** 0 to 1; those of all members add up to 1. */
  readonly weight: number;
  readonly value: number;
}

/** A day of the history, with what the model says of it from the days before. */
export interface FittedDay {
  readonly date: IsoDate;
  readonly observed: number | null;
  /** One step ahead, with today's weights and weekly profile; null where the days before were too few. */
  readonly fitted: number | null;
}

export interface Explanation {
  readonly parts: ForecastParts;
  /** Mean of the observed days, and how many they are. */
  readonly mean: number;
  readonly observed: number;
  /** Of the account as a whole, the heaviest first; where it is forecast as the sum of its sources, they are not used. */
  readonly members: readonly MemberForecast[];
  /** Whether the account is forecast as the sum of its sources. */
  readonly bySource: boolean;
  readonly curve: readonly FittedDay[];
}

/**
 * The model on a history, for `step` days after its last day (1 or more).
 * @throws DomainError NO_HISTORY without an observed day, FIT_FAILED when a value is not finite.
 */
export function explainForecast(model: ForecastModel, input: ForecastInput, step: number): Explanation {
  const applied = applyRecipe(model, input);
  const fromLast = step + applied.series.trailing;
  const known = applied.series.observed.filter((value) => !Number.isNaN(value));
  return {
    parts: partsOf(applied, fromLast),
    mean: known.reduce((sum, value) => sum + value / known.length, 0),
    observed: known.length,
    members: membersOf(whole(applied), fromLast),
    bySource: applied.sources.length > 0,
    curve: fittedCurve(applied),
  };
}

const whole = ({ run, weights }: AppliedRecipe): RunSource => ({ run, weights });

/** What adds up to the forecast: the sources, or the account itself. */
const partners = (applied: AppliedRecipe): readonly RunSource[] =>
  applied.sources.length === 0 ? [whole(applied)] : applied.sources;

function partsOf(applied: AppliedRecipe, step: number): ForecastParts {
  const { value, closed } = pointAt(applied, step);
  const summed = (closed ? [whole(applied)] : partners(applied)).map((one) => partsOfRun(one, step));
  const sum = (part: keyof RunParts): number => summed.reduce((total, one) => total + one[part], 0);
  const [level, trend, weekday, holiday] = [sum('level'), sum('trend'), sum('weekday'), sum('holiday')];
  const unlimited = level + trend + weekday + holiday;
  const limit = applied.limits.nonNegative && unlimited < 0 ? -unlimited : 0;
  return { level, trend, weekday, holiday, limit, value };
}

interface RunParts {
  readonly level: number;
  readonly trend: number;
  readonly weekday: number;
  readonly holiday: number;
}

function partsOfRun(source: RunSource, step: number): RunParts {
  const { run } = source;
  const point = pointOf(run, source.weights, step);
  const last = run.series.values.length - 1;
  if (point.closed) {
    const level = weightedMean(source, step, (path) => levelOf(path, last)) ?? 0;
    return { level, trend: 0, weekday: -level, holiday: 0 };
  }
  const trend = weightedMean(source, step, (path) => trendOf(path, last, step)) ?? 0;
  const weekday = weightedMean(source, step, (path) => weekdayOf(path, last, step)) ?? 0;
  const holiday = run.holiday?.days.has(last + step) === true ? run.holiday.ahead : 0;
  return { level: point.value - trend - weekday - holiday, trend, weekday, holiday };
}

/** Over the candidates that have a forecast, as the forecast itself is; null when none has. */
function weightedMean(
  { run, weights }: RunSource,
  step: number,
  part: (path: CandidatePath) => number,
  origin = run.series.values.length - 1,
): number | null {
  const own = weights[bucketOf(step)] ?? new Float64Array();
  let [sum, total] = [0, 0];
  for (const [index, path] of run.paths.entries()) {
    const weight = at(own, index);
    if (weight === 0 || Number.isNaN(forecastFrom(path, origin, step))) continue;
    sum += weight * part(path);
    total += weight;
  }
  return total === 0 ? null : sum / total;
}

/** The mean of the week belongs to the level: a candidate may keep all it knows in its weekdays. */
const levelOf = (path: CandidatePath, day: number): number => at(path.level, day) + weekMean(path, day);

const weekdayOf = (path: CandidatePath, day: number, step: number): number =>
  weekdayPart(path.week, day, step) - weekMean(path, day);

function weekMean({ week }: CandidatePath, day: number): number {
  const parts = Array.from({ length: WEEK }, (_, index) => weekdayPart(week, day, index + 1));
  const known = parts.filter((part) => !Number.isNaN(part));
  return known.length === 0 ? 0 : known.reduce((sum, part) => sum + part, 0) / known.length;
}

function trendOf({ slope, damping = 1, curvature }: CandidatePath, day: number, step: number): number {
  if (slope === undefined) return 0;
  return at(slope, day) * dampedSteps(damping, step) + (curvature === undefined ? 0 : at(curvature, day) * step * step);
}

function membersOf({ run, weights }: RunSource, step: number): readonly MemberForecast[] {
  const last = run.series.values.length - 1;
  const own = weights[bucketOf(step)] ?? new Float64Array();
  const members = run.paths
    .map((path, index) => ({ name: path.name, weight: at(own, index), value: forecastFrom(path, last, step) }))
    .filter(({ weight, value }) => weight > 0 && !Number.isNaN(value));
  const total = members.reduce((sum, { weight }) => sum + weight, 0);
  return members.map((member) => ({ ...member, weight: member.weight / total })).sort((a, b) => b.weight - a.weight);
}

function fittedCurve(applied: AppliedRecipe): readonly FittedDay[] {
  const { series, limits } = applied;
  return Array.from(series.observed, (observed, day) => {
    const fitted = oneStepAhead(applied, day);
    return {
      date: addDays(series.start, day),
      observed: Number.isNaN(observed) ? null : observed,
      fitted: fitted === null || !limits.nonNegative ? fitted : Math.max(0, fitted),
    };
  });
}

function oneStepAhead(applied: AppliedRecipe, day: number): number | null {
  if (isClosed(applied.run, day)) return 0;
  const known = partners(applied).flatMap((source) => fittedOf(source, day) ?? []);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

/** A source that has not begun has none. */
function fittedOf(source: RunSource, day: number): number | null {
  if (day === 0) return null;
  if (isClosed(source.run, day)) return 0;
  const value = weightedMean(source, 1, (path) => forecastFrom(path, day - 1, 1), day - 1);
  return value === null ? null : value + (source.run.holiday?.observed.get(day) ?? 0);
}

const isClosed = ({ series: { closed, firstWeekday } }: RunRecipe, day: number): boolean =>
  closed[(firstWeekday + day) % WEEK] === true;
