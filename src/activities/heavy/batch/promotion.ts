// Puts a comparison before the rule of promotion, and says in words what it decided.
import type { PromotionMode } from '../../../domain/cohort.ts';
import {
  DEFAULT_PROMOTION_MARGINS,
  decidePromotion,
  type PromotionDecision,
  type PromotionRule,
} from '../../../domain/forecast/registry/promotion.ts';
import type { ErrorFigures, PromotionVerdict } from './validation.ts';

export interface PromotionCase {
  readonly mode: PromotionMode;
  readonly hasChampion: boolean;
  readonly championApplies: boolean;
  /** The account's settings are still those that the challenger was made under. */
  readonly challengerApplies: boolean;
  readonly backtest: ErrorFigures;
  readonly realised: ErrorFigures;
}

export function verdictOn({ backtest, realised, ...facts }: PromotionCase): PromotionVerdict {
  const ahead = pairOf(realised);
  const decided = decidePromotion({
    ...facts,
    backtest: pairOf(backtest),
    realised: ahead === null ? null : { ...ahead, days: realised.days },
    margins: DEFAULT_PROMOTION_MARGINS,
  });
  return { promote: decided.decision === 'promote', rule: decided.rule, reason: REASONS[decided.rule](decided) };
}

const pairOf = ({ challenger, champion }: ErrorFigures) =>
  challenger === null || champion === null ? null : { challenger, champion };

type Reason = (decided: PromotionDecision) => string;

const REASONS: Readonly<Record<PromotionRule, Reason>> = {
  'incompatible-settings': () => "The account's settings changed while it was being trained.",
  'not-finite': () => 'Its errors cannot be compared.',
  'first-model': () => 'The account had no model yet.',
  'champion-outdated': () => 'The champion was made under other settings of the account.',
  'manual-mode': () => 'Promotion waits for a person.',
  'not-better-in-backtest': ({ figures }) => `In the backtest it saves ${shareOf(figures.backtestGain)} of the error.`,
  'too-few-realised-days': ({ figures }) =>
    `${figures.realisedDays} of the ${figures.margins.minRealisedDays} days it takes have come since the champion was made.`,
  'not-better-realised': ({ figures }) =>
    `On days that have come it would have saved ${shareOf(figures.realisedGain)} of the error.`,
  'wins-both': ({ figures }) =>
    `It saves ${shareOf(figures.backtestGain)} of the error in the backtest and ${shareOf(figures.realisedGain)} on days that have come.`,
};

const shareOf = (gain: number | null): string =>
  gain === null ? 'nothing that is known' : `${(100 * gain).toFixed(1)} %`;
