// The account as the sum of its sources: each is forecast by a recipe of its own, and the forecasts are added up.
import type { ForecastInput, SourceRecipe } from './model.ts';
import { prepareSpan } from './prepare.ts';
import type { PreparedSeries } from './prepare.ts';
import { bindWeights, pointOf, runRecipe, weighedNames, weighRecipe } from './recipe.ts';
import type { BoundWeights, RecipeInput, RunRecipe } from './recipe.ts';
import type { RolledForecasts } from './rolling-origin.ts';
import { observedSpan } from './series.ts';
import { at } from './statistics.ts';

type RecipeSettings = Omit<RecipeInput, 'series'>;

/** A source on the days that the account was observed in. */
export interface PreparedSource {
  readonly sourceId: SourceRecipe['sourceId'];
  readonly series: PreparedSeries;
}

/** A source without a single observation adds nothing and is left out. */
export function prepareSources(input: ForecastInput): readonly PreparedSource[] {
  const span = observedSpan(input);
  return (input.sources ?? [])
    .filter(({ values }) => values.slice(span.first, span.last + 1).some((value) => value !== null))
    .map(({ sourceId, values }) => ({ sourceId, series: prepareSpan({ start: input.start, values }, span) }));
}

export interface WeighedSources {
  readonly recipes: readonly SourceRecipe[];
  /** Sums of the sources' forecasts, by the account's days. */
  readonly combined: RolledForecasts;
}

export function weighSources(input: ForecastInput, settings: RecipeSettings): WeighedSources {
  const sources = prepareSources(input);
  const weighed = sources.map(({ series }) => weighRecipe({ ...settings, series }));
  return {
    recipes: sources.map(({ sourceId }, index) => ({ sourceId, candidates: weighed[index]?.records ?? [] })),
    combined: addUp(weighed.map(({ combined }) => combined)),
  };
}

/** A source that has not begun adds nothing; where no source has a forecast there is none. */
function addUp(parts: readonly RolledForecasts[]): RolledForecasts {
  return (parts[0] ?? new Float64Array()).map((_, place) => {
    const known = parts.map((part) => at(part, place)).filter((value) => !Number.isNaN(value));
    return known.length === 0 ? Number.NaN : known.reduce((sum, value) => sum + value, 0);
  });
}

export interface RunSource {
  readonly run: RunRecipe;
  readonly weights: BoundWeights;
}

/** The sources of today that the model has a recipe for. */
export function runSources(
  input: ForecastInput,
  recipes: readonly SourceRecipe[],
  settings: RecipeSettings,
): readonly RunSource[] {
  return prepareSources(input).flatMap(({ sourceId, series }) => {
    const recipe = recipes.find((one) => one.sourceId === sourceId);
    if (recipe === undefined) return [];
    const run = runRecipe({ ...settings, series, wanted: weighedNames(recipe.candidates) });
    return [{ run, weights: bindWeights(run, recipe.candidates) }];
  });
}

/** Sum over the sources of the forecast for `step` days after the last observed day. */
export const sumOfSources = (sources: readonly RunSource[], step: number): number =>
  sources.reduce((sum, { run, weights }) => sum + pointOf(run, weights, step).value, 0);
