// Explains forecasts with what they are made from: the same history, the same recipe. A few milliseconds of work.
import { explainForecast } from '../domain/forecast/explain.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Explainer } from '../ports/explainer.ts';
import { loadForecastInput, type ForecastInputDependencies } from './forecast-input.ts';

export function createExplainer(dependencies: ForecastInputDependencies): Explainer {
  return {
    async explain({ account, model, origin, step }) {
      // The depth that the model was made under, whatever the account's is by now.
      const seen = { ...account, historyDepthDays: model.settings.depthDays };
      const input = await loadForecastInput(dependencies, seen, { date: origin, currency: model.currency });
      try {
        return explainForecast(model, input, step);
      } catch (error) {
        if (error instanceof DomainError) return null;
        throw error;
      }
    },
  };
}
