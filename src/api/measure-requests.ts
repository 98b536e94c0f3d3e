// What each request costs, and its span when there is tracing. By the pattern of the route, which no id is part of.
import { SpanKind, SpanStatusCode, context, propagation, trace } from '@opentelemetry/api';
import type { Request, RequestHandler, Response } from 'express';
import { isEventStream } from './middleware.ts';
import type { ObservedRequest } from '../observability/metrics/http-metrics.ts';

/** Asked all the time by machines: of no interest as spans. */
const PROBES: ReadonlySet<string> = new Set(['/metrics', '/healthz', '/readyz']);

export const measureRequests =
  (observe: (observed: ObservedRequest) => void): RequestHandler =>
  (request, response, next) => {
    const begin = performance.now();
    response.once('close', () => {
      // How long somebody listened says nothing about how fast answers are.
      if (isEventStream(response)) return;
      const seconds = (performance.now() - begin) / 1_000;
      observe({ method: request.method, route: routeOf(request), status: statusOf(response), seconds });
    });
    next();
  };

/** Everything the request does belongs to its span; a caller that traces gets it into its own trace. */
export const traceRequests: RequestHandler = (request, response, next) => {
  if (PROBES.has(request.path)) return next();
  const parent = propagation.extract(context.active(), request.headers);
  const attributes = {
    'http.request.method': request.method,
    'morrow.request_id': String(response.getHeader('X-Request-Id')),
  };
  const span = trace.getTracer('morrow-api').startSpan(request.method, { kind: SpanKind.SERVER, attributes }, parent);
  response.once('close', () => {
    const status = statusOf(response);
    span.updateName(`${request.method} ${routeOf(request)}`);
    span.setAttributes({ 'http.route': routeOf(request), 'http.response.status_code': status });
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  });
  context.with(trace.setSpan(parent, span), next);
};

/** 499: the caller went away before the answer was complete. */
const statusOf = (response: Response): number => (response.writableFinished ? response.statusCode : 499);

/** Express leaves the matched route on the request; files of pages have none. */
function routeOf({ route }: Request): string {
  const path: unknown = typeof route === 'object' && route !== null && 'path' in route ? route.path : undefined;
  return typeof path === 'string' ? path : 'other';
}
