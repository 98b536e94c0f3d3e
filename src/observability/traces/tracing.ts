// OpenTelemetry, when it is switched on. Loaded then only, so that without tracing none of it is there.
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { Resource } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import type { Logger } from '../logger.ts';
import { traceExchanges } from './exchange-spans.ts';
import { FileExporter } from './file-exporter.ts';
import { RatioProcessor } from './ratio-processor.ts';

export interface TracingOptions {
  /** `api`, `worker-default`, `worker-heavy`. */
  readonly service: string;
  readonly version: string;
  /** Base URL of an OTLP receiver over HTTP, or a file for JSON lines. */
  readonly target:
    { readonly endpoint: string; readonly headers: Readonly<Record<string, string>> } | { readonly file: string };
  /** Share of the traces that are kept, 0 to 1. */
  readonly ratio: number;
  /** Providers that get the header `traceparent`. */
  readonly propagateTo: readonly string[];
  readonly logger: Logger;
}

export interface Tracing {
  readonly resource: Resource;
  readonly processor: SpanProcessor;
  /** Sends what is there, within a bounded time. */
  shutdown(): Promise<void>;
}

/** A day of many accounts ends many spans at once. */
const QUEUE = {
  maxQueueSize: 16_384,
  maxExportBatchSize: 1_024,
  scheduledDelayMillis: 1_000,
  exportTimeoutMillis: 5_000,
};
const SHUTDOWN_MS = 6_000;

/** Makes this process a part of traces. Call once, before anything that is to be traced. */
export function startTracing({ service, version, target, ratio, propagateTo, logger }: TracingOptions): Tracing {
  diag.setLogger(diagnostics(logger), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  const resource = new Resource({ 'service.name': `morrow-${service}`, 'service.version': version });
  const processor = new RatioProcessor(ratio, new BatchSpanProcessor(exporterOf(target), QUEUE));
  const provider = new BasicTracerProvider({ resource, spanProcessors: [processor] });
  provider.register({
    contextManager: new AsyncLocalStorageContextManager().enable(),
    propagator: new W3CTraceContextPropagator(),
  });
  const silence = traceExchanges(propagateTo);
  return {
    resource,
    processor,
    shutdown: async () => {
      silence();
      await withinTime(provider.shutdown());
    },
  };
}

function exporterOf(target: TracingOptions['target']): SpanExporter {
  if ('file' in target) return new FileExporter(target.file);
  return new OTLPTraceExporter({
    url: `${target.endpoint.replace(/\/+$/, '')}/v1/traces`,
    headers: { ...target.headers },
    keepAlive: true,
  });
}

/** A receiver that is away must not keep a process from ending. */
async function withinTime(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, SHUTDOWN_MS)));
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}

/** Spans that cannot be sent are said in our log, without what the library adds to its messages. */
function diagnostics(logger: Logger) {
  const warn = (message: string): void => logger.warn({ component: 'tracing' }, message.slice(0, 300));
  const ignore = (): void => undefined;
  return { error: warn, warn, info: ignore, debug: ignore, verbose: ignore };
}
