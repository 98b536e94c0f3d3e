// Keeps whole traces or nothing of them. Decided by the trace id and not by the sampler of whoever begins the trace, because
// the tracer in the workflow sandbox, where scheduled runs begin, knows no ratio: every process comes to the same decision.
import { ROOT_CONTEXT, type Context } from '@opentelemetry/api';
import {
  SamplingDecision,
  TraceIdRatioBasedSampler,
  type ReadableSpan,
  type Span,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base';

export class RatioProcessor implements SpanProcessor {
  private readonly sampler: TraceIdRatioBasedSampler;
  private readonly next: SpanProcessor;

  /** @param ratio share of the traces that are kept, 0 to 1. */
  constructor(ratio: number, next: SpanProcessor) {
    this.sampler = new TraceIdRatioBasedSampler(ratio);
    this.next = next;
  }

  onStart(span: Span, parent: Context): void {
    this.next.onStart(span, parent);
  }

  onEnd(span: ReadableSpan): void {
    const { decision } = this.sampler.shouldSample(ROOT_CONTEXT, span.spanContext().traceId);
    if (decision === SamplingDecision.RECORD_AND_SAMPLED) this.next.onEnd(span);
  }

  forceFlush(): Promise<void> {
    return this.next.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.next.shutdown();
  }
}
