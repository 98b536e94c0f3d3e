// How a cohort's forecasts are decided about: who promotes models, and what happens to a hold that nobody answers.

export const PROMOTION_MODES = ['manual', 'autonomous'] as const;
/**
 * `manual`: tuning runs after the day's publishing and replaces nothing; promotion waits for a person. `autonomous`: tuning
 * runs before the day's publishing, and a challenger that wins by the margins is promoted by rule.
 */
export type PromotionMode = (typeof PROMOTION_MODES)[number];

export const HOLD_ENDINGS = ['keep', 'release', 'reject'] as const;
/** What is done with a hold that nobody answers. `keep`: nothing is published, the last good forecast stays visible until the next day's. */
export type HoldEnding = (typeof HOLD_ENDINGS)[number];

export interface HoldPolicy {
  /** Minutes without an answer until the alert becomes critical. */
  readonly escalateAfterMinutes: number;
  /** Minutes without an answer, from the beginning, until `ending` is carried out; more than `escalateAfterMinutes`. */
  readonly decideAfterMinutes: number;
  readonly ending: HoldEnding;
}

export interface CohortSettings {
  readonly cohort: string;
  readonly mode: PromotionMode;
  readonly hold: HoldPolicy;
}

/** What holds for a cohort that nobody has set up. */
export const defaultCohortSettings = (cohort: string): CohortSettings => ({
  cohort,
  mode: 'manual',
  hold: { escalateAfterMinutes: 60, decideAfterMinutes: 240, ending: 'keep' },
});
