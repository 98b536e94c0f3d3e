// Third stage of training: turns what the backtest found into the model that is stored. It needs nothing but the backtest.
import { describeFeatures, chooseVariant } from './feature-choice.ts';
import type { CandidateBacktest } from './backtest-result.ts';
import type { ForecastModel, ModelKind } from './model.ts';
import { ENOUGH_VALUES } from './prepare.ts';
import type { PreparationReport } from './prepare.ts';

/** Same backtest, same model. */
export function selectModel(backtest: CandidateBacktest): ForecastModel {
  const { kind, settings, preparation } = backtest;
  const chosen = chooseVariant(backtest.variants);
  return {
    kind,
    reason: reasonFor(kind, preparation),
    confidence: preparation.observed < ENOUGH_VALUES ? 'low' : 'normal',
    settings,
    data: {
      from: preparation.from,
      to: preparation.to,
      observed: preparation.observed,
      missing: preparation.missing,
      outliers: preparation.clipped.length,
      closedWeekdays: preparation.closedWeekdays,
    },
    candidates: chosen.candidates,
    features: describeFeatures(backtest),
    ...(chosen.sources !== undefined && { sources: chosen.sources }),
    backtest: chosen.backtest,
  };
}

function reasonFor(kind: ModelKind, { observed }: PreparationReport): string {
  switch (kind) {
    case 'combination':
      return `${observed} values: candidates are weighed by their error at rolling origins.`;
    case 'zero-heavy':
      return 'More than half of the open days are 0: candidates are weighed by their squared error, so that the mean is forecast.';
    case 'few-values':
      return `${observed} values are too few to test candidates on: an exponential mean is used.`;
    case 'last-value':
      return 'There is one value, which is carried forward.';
    case 'constant':
      return 'All values are equal.';
  }
}
