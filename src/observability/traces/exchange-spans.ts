// A span for every HTTP exchange with a source or rates provider. They are third parties: none is told about our traces
// unless the configuration names it.
import { tracingChannel } from 'node:diagnostics_channel';
import { SpanKind, SpanStatusCode, context, propagation, trace, type Span } from '@opentelemetry/api';
import { EXCHANGE_CHANNEL, type ExchangeNotice } from '../../contract/exchanges.ts';

/**
 * Listens for the life of the process, or until the returned function is called.
 * @param propagateTo providers that get the header `traceparent`.
 */
export function traceExchanges(propagateTo: readonly string[]): () => void {
  const told = new Set(propagateTo);
  const spans = new WeakMap<ExchangeNotice, Span>();
  const listener = {
    start: (notice: ExchangeNotice) => {
      const span = startSpan(notice);
      spans.set(notice, span);
      if (told.has(notice.service)) propagation.inject(trace.setSpan(context.active(), span), notice.addedHeaders);
    },
    asyncEnd: (notice: ExchangeNotice) => {
      const span = spans.get(notice);
      if (span !== undefined) endSpan(span, notice);
    },
    end: ignore,
    asyncStart: ignore,
    error: ignore,
  };
  const exchanges = tracingChannel<unknown, ExchangeNotice>(EXCHANGE_CHANNEL);
  exchanges.subscribe(listener);
  return () => exchanges.unsubscribe(listener);
}

const ignore = (): void => undefined;

const startSpan = ({ service, method, host }: ExchangeNotice): Span =>
  trace.getTracer('morrow-connectors').startSpan(`${method} ${service}`, {
    kind: SpanKind.CLIENT,
    attributes: { 'morrow.provider': service, 'http.request.method': method, 'server.address': host },
  });

function endSpan(span: Span, { result, error }: ExchangeNotice): void {
  if (result === undefined) {
    const message = error instanceof Error ? error.message : 'no answer';
    span.setStatus({ code: SpanStatusCode.ERROR, message });
  } else {
    span.setAttribute('http.response.status_code', result.status);
    if (result.status >= 400) span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}
