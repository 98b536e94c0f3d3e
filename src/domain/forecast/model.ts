// What a forecasting model is: a recipe that was chosen on one history and is applied to any later state of it. Plain data,
// so that it can be stored, compared and replayed. The figures it carries say why it was chosen.
import type { IsoDate, SourceId } from '../ids.ts';

/** Daily values on a gapless calendar: `values[i]` belongs to the day `start + i`; null is a day without an observation, never 0. */
export interface DailySeries {
  readonly start: IsoDate;
  /** Units of the account's currency, finite. The last one is the origin: the day that forecasts are made on. */
  readonly values: readonly (number | null)[];
}

/** One source's part of the account's values, on the same calendar. */
export interface SourceSeries {
  readonly sourceId: SourceId;
  readonly values: readonly (number | null)[];
}

/** A history with what is known beside it. */
export interface ForecastInput extends DailySeries {
  /** Public holidays of the account's country that touch the history or the 28 days behind it. Absent: no country is set. */
  readonly holidays?: readonly IsoDate[];
  /** Parts that add up to `values`. Absent, or fewer than two: the account has nothing to split. */
  readonly sources?: readonly SourceSeries[];
}

/** The account's settings a model was made under; a model made under other ones does not apply. */
export interface ModelSettings {
  /** Days of history it may look at, 1..180. */
  readonly depthDays: number;
  /** The highest polynomial degree among the candidates. */
  readonly polynomialDegree: 1 | 2;
}

/** Steps whose errors are kept apart; a step belongs to the last bucket that does not lie beyond it (3 -> 2, 28 -> 14). */
export const STEP_BUCKETS = [1, 2, 4, 7, 14] as const;

/**
 * `combination`: candidates weighted by their backtest. `zero-heavy`: the same, by squared error and without a weekly
 * profile. `few-values`: an exponential mean of 2 to 6 values. `last-value`: one value. `constant`: all values equal.
 */
export const MODEL_KINDS = ['combination', 'zero-heavy', 'few-values', 'last-value', 'constant'] as const;
export type ModelKind = (typeof MODEL_KINDS)[number];

/** `polynomial`: a fitted curve of degree 0 to 2, behind stored forecasts of version 0.1. */
export const FORECAST_KINDS = [...MODEL_KINDS, 'polynomial'] as const;
export type ForecastKind = (typeof FORECAST_KINDS)[number];

/** One candidate with its mean absolute error and its weight per bucket; null where it was not tried. Weights of a bucket add up to 1. */
export interface CandidateRecord {
  readonly name: string;
  readonly errors: readonly (number | null)[];
  readonly weights: readonly number[];
}

export const FEATURES = ['weekday', 'holidays', 'source-shares'] as const;
export type FeatureName = (typeof FEATURES)[number];

/** A feature is used where the backtest says that it helps. */
export interface FeatureRecord {
  readonly name: FeatureName;
  readonly used: boolean;
  /** Share of the backtest error that it saves (negative: it costs); null when it could not be tried. */
  readonly gain: number | null;
  /** For people, one sentence. */
  readonly reason: string;
}

/** Quantiles of errors (actual minus forecast) in units of the bucket's sigma: 2.5 %, 10 %, 90 %, 97.5 %. */
export interface ScoreQuantiles {
  readonly lo95: number;
  readonly lo80: number;
  readonly hi80: number;
  readonly hi95: number;
}

/** Errors of the whole recipe at rolling origins, in units of the currency; null where no origin reaches that far. */
export interface BacktestBucket {
  /** The bucket's step, one of STEP_BUCKETS. */
  readonly step: number;
  /** Errors counted. */
  readonly n: number;
  readonly meanAbsoluteError: number | null;
  /** Mean size of the values that were forecast: the base of a percentage error. */
  readonly meanAbsoluteActual: number | null;
  /** Of last week's value (of the last value below 7 days of history) at the same origins. */
  readonly naiveMeanAbsoluteError: number | null;
  /** What the bands are scaled by: the mean absolute error, steadied on a short history by what else is known of the account. */
  readonly sigma: number;
  readonly naiveSigma: number;
  /** Forecast minus actual. */
  readonly bias: number | null;
  /** The account's own; null where it has too few errors to say. */
  readonly scores: ScoreQuantiles | null;
}

export interface Backtest {
  readonly origins: number;
  /** One per entry of STEP_BUCKETS. */
  readonly buckets: readonly BacktestBucket[];
}

/** How one source is forecast where the account is forecast as the sum of its sources. */
export interface SourceRecipe {
  readonly sourceId: SourceId;
  readonly candidates: readonly CandidateRecord[];
}

export interface DataSeen {
  /** First and last observed day. */
  readonly from: IsoDate;
  readonly to: IsoDate;
  readonly observed: number;
  /** Days of the window without an observation. */
  readonly missing: number;
  /** Values that were clipped. */
  readonly outliers: number;
  /** ISO weekdays (1 Monday .. 7 Sunday) on which the account earns nothing. */
  readonly closedWeekdays: readonly number[];
}

export interface ForecastModel {
  readonly kind: ModelKind;
  /** Why this kind; for people, one sentence. */
  readonly reason: string;
  /** `low` below 7 observed values. */
  readonly confidence: 'low' | 'normal';
  readonly settings: ModelSettings;
  readonly data: DataSeen;
  readonly candidates: readonly CandidateRecord[];
  readonly features: readonly FeatureRecord[];
  /** Present where the feature `source-shares` is used. */
  readonly sources?: readonly SourceRecipe[];
  readonly backtest: Backtest;
}

/** A point with its 80 % and 95 % interval: lo95 <= lo80 <= mean <= hi80 <= hi95, all finite, units of the currency, unrounded. */
export interface Interval {
  readonly mean: number;
  readonly lo80: number;
  readonly hi80: number;
  readonly lo95: number;
  readonly hi95: number;
}

export interface ForecastStep extends Interval {
  /** 1 is the day after the origin. */
  readonly step: number;
  readonly targetDate: IsoDate;
  /** What last week's value says for the same day: served when the model is worse than that. */
  readonly naive: Interval;
  /** Mean absolute error to expect at this step, corrected for the optimism of a backtest inside the window. */
  readonly expectedError: number;
}
