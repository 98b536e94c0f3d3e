// What the trials of the second stage of training come to: plain data that holds all that the choice needs.
import type { Backtest, CandidateRecord, FeatureName, ModelKind, ModelSettings, SourceRecipe } from './model.ts';
import type { PreparationReport } from './prepare.ts';
import type { WeekdayTrial } from './weekday-trial.ts';

/** One set of features with the candidates' errors and weights under it. */
export interface Variant {
  readonly features: readonly FeatureName[];
  readonly candidates: readonly CandidateRecord[];
  readonly sources?: readonly SourceRecipe[];
  readonly backtest: Backtest;
}

export interface CandidateBacktest {
  readonly kind: ModelKind;
  readonly settings: ModelSettings;
  readonly preparation: PreparationReport;
  /** Null when it was not tried: too short to test, or nothing weekly in it. */
  readonly weekday: WeekdayTrial | null;
  /** In the order they were tried: each adds one feature to the best before it. */
  readonly variants: readonly Variant[];
  /** Features that the input has no data for, with the reason; for people. */
  readonly untried: readonly { readonly name: FeatureName; readonly reason: string }[];
}
