// Whether a new model takes over: a table of rules, the first that applies decides. In doubt the champion stays.

export const PROMOTION_MODES = ['manual', 'autonomous'] as const;
/** `manual`: a person promotes. `autonomous`: the figures do. */
export type PromotionMode = (typeof PROMOTION_MODES)[number];

/** Mean absolute errors of both on the same origins or days, in units of the account's currency, 0 or more. */
export interface ErrorPair {
  readonly champion: number;
  readonly challenger: number;
}

export interface PromotionMargins {
  /** Shares that the challenger must be better by, 0..1. Differences under 1.5 % are noise at the size of one account's backtest. */
  readonly backtest: number;
  readonly realised: number;
  /** Resolved days from which on realised errors count. */
  readonly minRealisedDays: number;
}

export const DEFAULT_PROMOTION_MARGINS: PromotionMargins = { backtest: 0.02, realised: 0.02, minRealisedDays: 7 };

export interface PromotionInput {
  readonly mode: PromotionMode;
  /** False: the account has no champion yet. */
  readonly hasChampion: boolean;
  /** The challenger was made under the account's present settings and currency; see `isApplicable`. */
  readonly challengerApplies: boolean;
  /** Likewise the champion; true without one. */
  readonly championApplies: boolean;
  /** Errors at the same backtest origins; null when one of them could not be tested. Without a champion its error is ignored. */
  readonly backtest: ErrorPair | null;
  /** Errors on the same resolved days, the champion's as published, the challenger's replayed; null without resolved days. */
  readonly realised: (ErrorPair & { readonly days: number }) | null;
  readonly margins: PromotionMargins;
}

export const PROMOTION_RULES = [
  'incompatible-settings',
  'not-finite',
  'first-model',
  'manual-mode',
  'champion-outdated',
  'not-better-in-backtest',
  'too-few-realised-days',
  'not-better-realised',
  'wins-both',
] as const;
export type PromotionRule = (typeof PROMOTION_RULES)[number];

export interface PromotionFigures {
  /** Share of the champion's error that the challenger saves, 1 at most, negative when it is worse; null when unknown or the champion makes none. */
  readonly backtestGain: number | null;
  readonly realisedGain: number | null;
  readonly realisedDays: number;
  readonly margins: PromotionMargins;
}

export interface PromotionDecision {
  readonly decision: 'promote' | 'keep';
  readonly rule: PromotionRule;
  readonly figures: PromotionFigures;
}

interface Rule {
  readonly rule: PromotionRule;
  readonly decision: PromotionDecision['decision'];
  readonly applies: (input: PromotionInput, figures: PromotionFigures) => boolean;
}

/** The order is the policy: safety first, then who may decide, then the figures. */
const RULES: readonly Rule[] = [
  { rule: 'incompatible-settings', decision: 'keep', applies: ({ challengerApplies }) => !challengerApplies },
  { rule: 'not-finite', decision: 'keep', applies: (input) => !figuresGiven(input).every(isError) },
  { rule: 'first-model', decision: 'promote', applies: ({ hasChampion }) => !hasChampion },
  // A champion that no longer applies forecasts nothing: there is nothing to be better than.
  { rule: 'champion-outdated', decision: 'promote', applies: ({ championApplies }) => !championApplies },
  { rule: 'manual-mode', decision: 'keep', applies: ({ mode }) => mode === 'manual' },
  {
    rule: 'not-better-in-backtest',
    decision: 'keep',
    applies: ({ margins }, { backtestGain }) => backtestGain === null || backtestGain < margins.backtest,
  },
  {
    rule: 'too-few-realised-days',
    decision: 'keep',
    applies: ({ margins }, { realisedDays }) => realisedDays < margins.minRealisedDays,
  },
  {
    rule: 'not-better-realised',
    decision: 'keep',
    applies: ({ margins }, { realisedGain }) => realisedGain === null || realisedGain < margins.realised,
  },
];

/** Deterministic: every case has exactly one rule. */
export function decidePromotion(input: PromotionInput): PromotionDecision {
  const figures = figuresOf(input);
  const found = RULES.find(({ applies }) => applies(input, figures));
  return { decision: found?.decision ?? 'promote', rule: found?.rule ?? 'wins-both', figures };
}

const figuresOf = ({ backtest, realised, margins }: PromotionInput): PromotionFigures => ({
  backtestGain: gain(backtest),
  realisedGain: gain(realised),
  realisedDays: realised?.days ?? 0,
  margins,
});

/** 1 - challenger / champion. A champion without error cannot be beaten. */
function gain(pair: ErrorPair | null): number | null {
  if (pair === null || !isError(pair.champion) || !isError(pair.challenger) || pair.champion === 0) return null;
  const share = 1 - pair.challenger / pair.champion;
  return Number.isFinite(share) ? share : null;
}

/** All figures that the rules would look at. */
const figuresGiven = ({ hasChampion, backtest, realised }: PromotionInput): readonly number[] =>
  [backtest, realised].flatMap((pair) =>
    pair === null ? [] : [pair.challenger, ...(hasChampion ? [pair.champion] : [])],
  );

const isError = (figure: number): boolean => Number.isFinite(figure) && figure >= 0;
