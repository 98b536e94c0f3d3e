// Lets a recipe forecast days that have come already, each from the history that was there before: what champion and challenger are compared by.
import { addDays } from '../calendar/dates.ts';
import type { IsoDate } from '../ids.ts';
import { applyRecipe, naiveAt, pointAt } from './apply.ts';
import { STEP_BUCKETS } from './model.ts';
import type { ForecastInput, ForecastModel } from './model.ts';

const DEFAULT_ORIGINS = 28;

export interface ReplayOptions {
  /** The latest so many days are forecast from; 28 when absent. */
  readonly origins?: number;
  /** Only days after this one are forecast from: those that the model has not seen. */
  readonly after?: IsoDate;
}

export interface ReplayedError {
  readonly origin: IsoDate;
  /** One of STEP_BUCKETS, from the origin. */
  readonly step: number;
  readonly targetDate: IsoDate;
  /** Actual minus forecast, units of the currency. */
  readonly error: number;
  /** Actual minus last week's value. */
  readonly naiveError: number;
}

/** Errors at STEP_BUCKETS from every origin, oldest first; days without an observation are neither origins nor targets. Never throws for want of history. */
export function replayModel(
  model: ForecastModel,
  input: ForecastInput,
  { origins = DEFAULT_ORIGINS, after }: ReplayOptions = {},
): readonly ReplayedError[] {
  const days = input.values.length;
  const candidates = Array.from({ length: Math.max(0, days - 1) }, (_, day) => day).filter(
    (day) => input.values[day] !== null && (after === undefined || addDays(input.start, day) > after),
  );
  return candidates.slice(-origins).flatMap((day) => replayFrom(model, input, day));
}

function replayFrom(model: ForecastModel, input: ForecastInput, day: number): readonly ReplayedError[] {
  const applied = applyRecipe(model, until(input, day));
  return STEP_BUCKETS.flatMap((step) => {
    const actual = input.values[day + step] ?? null;
    if (actual === null) return [];
    return [
      {
        origin: addDays(input.start, day),
        step,
        targetDate: addDays(input.start, day + step),
        error: actual - pointAt(applied, step).value,
        naiveError: actual - naiveAt(applied, step),
      },
    ];
  });
}

/** What was known on the evening of that day, counted from the start of the input. */
export function until(input: ForecastInput, day: number): ForecastInput {
  return {
    ...input,
    values: input.values.slice(0, day + 1),
    ...(input.sources !== undefined && {
      sources: input.sources.map((source) => ({ ...source, values: source.values.slice(0, day + 1) })),
    }),
  };
}
