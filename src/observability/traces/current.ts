// Which trace the running code belongs to, for log lines. Cheap and harmless without tracing: there is none then.
import { isSpanContextValid, trace } from '@opentelemetry/api';

/** 32 hex digits; undefined outside of a trace. */
export function currentTraceId(): string | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  return span !== undefined && isSpanContextValid(span) ? span.traceId : undefined;
}
