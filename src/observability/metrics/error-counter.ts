// Errors by the service that made them: one figure to look at first.
import { Counter, type Registry } from 'prom-client';

/** @param services known from the start: a rate over a counter that appears with its first error never shows that error. */
export function createErrorCounter(registry: Registry, services: readonly string[]): (service: string) => void {
  const errors = new Counter({
    name: 'morrow_errors_total',
    help: 'Errors by service: the API (5xx), the steps of a worker, a source or rates provider. Not there yet is no error.',
    labelNames: ['service'],
    registers: [registry],
  });
  for (const service of services) errors.inc({ service }, 0);
  return (service) => errors.inc({ service });
}
