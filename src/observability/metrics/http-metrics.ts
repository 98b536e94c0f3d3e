// How the API answers: by route pattern, never by path, so that ids of accounts do not become labels.
import { Histogram, type Registry } from 'prom-client';
import { createErrorCounter } from './error-counter.ts';

export interface ObservedRequest {
  readonly method: string;
  /** As declared: `/api/accounts/:id`. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

const BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createHttpMetrics(registry: Registry): (observed: ObservedRequest) => void {
  const countError = createErrorCounter(registry, ['api']);
  const durations = new Histogram({
    name: 'morrow_http_request_duration_seconds',
    help: 'Duration of requests to the API, by route pattern and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
    registers: [registry],
  });
  return ({ method, route, status, seconds }) => {
    durations.observe({ method, route, status }, seconds);
    if (status >= 500) countError('api');
  };
}
