// For development: every finished span as one JSON line in a file, so that traces can be looked at without any server.
import { appendFile } from 'node:fs/promises';
import { SpanStatusCode } from '@opentelemetry/api';
import { ExportResultCode, hrTimeToMilliseconds, type ExportResult } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';

export class FileExporter implements SpanExporter {
  /** One write after the other, so that no two batches mix. */
  private written: Promise<void> = Promise.resolve();
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  export(spans: readonly ReadableSpan[], done: (result: ExportResult) => void): void {
    void this.write(spans.map((span) => `${JSON.stringify(lineOf(span))}\n`).join(''), done);
  }

  forceFlush(): Promise<void> {
    return this.written;
  }

  shutdown(): Promise<void> {
    return this.written;
  }

  private async write(lines: string, done: (result: ExportResult) => void): Promise<void> {
    const own = this.written.then(() => appendFile(this.file, lines));
    // The next batch is tried whatever becomes of this one.
    this.written = own.catch(() => undefined);
    try {
      await own;
      done({ code: ExportResultCode.SUCCESS });
    } catch (error) {
      done({ code: ExportResultCode.FAILED, ...(error instanceof Error ? { error } : {}) });
    }
  }
}

const lineOf = (span: ReadableSpan): Readonly<Record<string, unknown>> => ({
  time: new Date(hrTimeToMilliseconds(span.startTime)).toISOString(),
  durationMs: hrTimeToMilliseconds(span.duration),
  service: span.resource.attributes['service.name'],
  name: span.name,
  traceId: span.spanContext().traceId,
  spanId: span.spanContext().spanId,
  parentSpanId: span.parentSpanId ?? null,
  failed: span.status.code === SpanStatusCode.ERROR,
  attributes: span.attributes,
});
