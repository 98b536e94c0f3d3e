// The metrics of the API process: its own, and the figures of the business, which it alone reads, so that any number of workers costs the store nothing.
import type { ApiMetrics } from '../src/api/create-api.ts';
import type { Config } from '../src/config/config.ts';
import { toMorrowError } from '../src/contract/errors.ts';
import type { Logger } from '../src/observability/logger.ts';
import { createHttpMetrics } from '../src/observability/metrics/http-metrics.ts';
import { createRegistry } from '../src/observability/metrics/registry.ts';
import { createSampledGauges } from '../src/observability/metrics/sampled-gauges.ts';
import type { UnauditedChanges } from '../src/observability/metrics/unaudited-changes.ts';
import { alertFigures } from '../src/operations/alert-figures.ts';
import { dayFigures } from '../src/operations/day-figures.ts';
import { deliveryFigures } from '../src/operations/delivery-figures.ts';
import type { OperationsDeps } from '../src/operations/deps.ts';
import { forecastFigures, storedForecastFigures } from '../src/operations/forecast-figures.ts';
import { providerFigures, storedProviderFigures } from '../src/operations/provider-figures.ts';
import { queueFigures } from '../src/operations/queue-figures.ts';

interface MeasuredParts {
  readonly logger: Logger;
  readonly unaudited: UnauditedChanges;
}

export function measureApi(
  config: Config,
  operations: OperationsDeps,
  { logger, unaudited }: MeasuredParts,
): ApiMetrics {
  const registry = createRegistry({ process: 'api', version: config.MORROW_CODE_VERSION });
  registry.registerMetric(unaudited.counter);
  const refresh = createSampledGauges({
    registry,
    parts: [
      dayFigures(operations, config.MORROW_DAY_DEADLINE),
      alertFigures(operations),
      deliveryFigures(operations),
      queueFigures(operations),
      forecastFigures(storedForecastFigures(operations)),
      providerFigures(storedProviderFigures(operations)),
    ],
    onFailure: (part, error) => logger.warn({ part, code: toMorrowError(error).code }, 'figures cannot be read'),
  });
  return {
    observe: createHttpMetrics(registry),
    text: async () => {
      await refresh();
      return await registry.metrics();
    },
  };
}
