// Trains a model in one go. The weekly retraining runs the same stages one by one and keeps what lies between them.
import { backtestCandidates } from './backtest.ts';
import type { ForecastInput, ForecastModel, ModelSettings } from './model.ts';
import { selectModel } from './select.ts';

/**
 * The recipe that fits the last `depthDays` days of the history best. Same input, same bytes.
 * @throws DomainError NO_HISTORY when no day of the depth is observed, FIT_FAILED when a value is not finite.
 */
export function trainModel(input: ForecastInput, settings: ModelSettings): ForecastModel {
  return selectModel(backtestCandidates(input, settings));
}
