// One recipe on one history: which features are used, what the candidates say, how they are weighed. The backtest builds it, the
// forecast repeats it with the stored weights.
import type { IsoDate } from '../ids.ts';
import { forecastFrom } from './candidate-path.ts';
import type { CandidatePath } from './candidate-path.ts';
import { runCandidates } from './candidates.ts';
import { combineRolled, weighCandidates } from './combine.ts';
import { learnFlatWeek, learnWeek } from './learned-week.ts';
import { holidayEffect } from './holidays.ts';
import type { HolidayEffect } from './holidays.ts';
import { STEP_BUCKETS } from './model.ts';
import type { CandidateRecord, FeatureName } from './model.ts';
import { WEEK } from './prepare.ts';
import type { PreparedSeries } from './prepare.ts';
import { backtestErrors } from './rolling-origin.ts';
import type { RolledForecasts } from './rolling-origin.ts';
import { dayValues } from './scratch.ts';
import { bucketOf } from './step-bucket.ts';
import { at } from './statistics.ts';

export interface RecipeInput {
  readonly series: PreparedSeries;
  readonly features: readonly FeatureName[];
  readonly holidays: readonly IsoDate[];
  readonly polynomialDegree: 1 | 2;
  /** Names of the candidates to run; all of them when absent. */
  readonly wanted?: ReadonlySet<string>;
}

/** The candidates of a recipe, run over a history. */
export interface RunRecipe {
  readonly series: PreparedSeries;
  readonly paths: readonly CandidatePath[];
  readonly holiday: HolidayEffect | null;
}

/** A recipe with its weights and what it would have forecast. */
export interface WeighedRecipe extends RunRecipe {
  readonly records: readonly CandidateRecord[];
  readonly combined: RolledForecasts;
}

export function runRecipe({ series, features, holidays, polynomialDegree, wanted }: RecipeInput): RunRecipe {
  const holiday = features.includes('holidays') ? holidayEffect(series, holidays) : null;
  const learnt = holiday?.series ?? series;
  const { profile, calm } = features.includes('weekday') ? learnWeek(learnt) : learnFlatWeek(learnt);
  return { series: learnt, paths: runCandidates({ series: calm, profile, polynomialDegree }, wanted), holiday };
}

export function weighRecipe(input: RecipeInput): WeighedRecipe {
  const run = runRecipe(input);
  const { values, zeroHeavy, count } = run.series;
  const loss = zeroHeavy ? 'squared' : 'absolute';
  const scored = run.paths.map((path) => ({
    name: path.name,
    errors: backtestErrors(path, values, loss),
  }));
  const records = weighCandidates(scored, count);
  return { ...run, records, combined: adjust(run, combineRolled(records, run.paths)) };
}

/** Closed weekdays earn nothing, and holidays have their effect. */
function adjust({ series, holiday }: RunRecipe, combined: RolledForecasts): RolledForecasts {
  const days = series.values.length;
  const neverClosed = !series.closed.includes(true);
  if (neverClosed && holiday === null) return combined;
  return combined.map((forecast, place) => {
    const target = place % days;
    if (isClosed(series, target)) return Number.isNaN(forecast) ? forecast : 0;
    return forecast + (holiday?.observed.get(target) ?? 0);
  });
}

const isClosed = ({ closed, firstWeekday }: PreparedSeries, day: number): boolean =>
  closed[(firstWeekday + day) % WEEK] === true;

/** Weights per bucket, in the order of the recipe's candidates. */
export type BoundWeights = readonly Float64Array[];

/** Finds the stored weights of the candidates that ran on the history of today. */
export function bindWeights({ paths }: RunRecipe, records: readonly CandidateRecord[]): BoundWeights {
  const bound = STEP_BUCKETS.map(() => dayValues(paths.length));
  for (const [index, { name }] of paths.entries()) {
    const record = records.find((one) => one.name === name);
    for (let bucket = 0; bucket < bound.length; bucket += 1) {
      const own = bound[bucket];
      if (own !== undefined) own[index] = record?.weights[bucket] ?? 0;
    }
  }
  return bound;
}

/** Names of the candidates that have any weight. */
export const weighedNames = (records: readonly CandidateRecord[]): ReadonlySet<string> =>
  new Set(records.filter(({ weights }) => weights.some((weight) => weight > 0)).map(({ name }) => name));

/** A forecast for one day, before limits; `closed` when the account never earns on that weekday. */
export interface RecipePoint {
  readonly value: number;
  readonly closed: boolean;
}

/** What a recipe says for `step` days after the last day of its series (1 or more), with the given weights. */
export function pointOf(run: RunRecipe, weights: BoundWeights, step: number): RecipePoint {
  const last = run.series.values.length - 1;
  if (isClosed(run.series, last + step)) return { value: 0, closed: true };
  const own = weights[bucketOf(step)] ?? NO_WEIGHTS;
  let sum = 0;
  let total = 0;
  for (let index = 0; index < run.paths.length; index += 1) {
    const path = run.paths[index];
    const weight = at(own, index);
    const forecast = weight === 0 || path === undefined ? Number.NaN : forecastFrom(path, last, step);
    if (Number.isNaN(forecast)) continue;
    sum += weight * forecast;
    total += weight;
  }
  const effect = run.holiday?.days.has(last + step) === true ? run.holiday.ahead : 0;
  return { value: (total === 0 ? fallbackLevel(run) : sum / total) + effect, closed: false };
}

const NO_WEIGHTS = new Float64Array();

/** A history so much shorter than the model's that none of its weighed candidates has an opinion. */
function fallbackLevel({ paths, series }: RunRecipe): number {
  const last = series.values.length - 1;
  const known = paths.map((path) => forecastFrom(path, last, 1)).find((value) => !Number.isNaN(value));
  return known ?? at(series.observed, last);
}
