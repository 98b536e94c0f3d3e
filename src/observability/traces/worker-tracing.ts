// What tracing adds to a worker: spans of its steps, spans of its workflows out of the sandbox, trace ids in its log lines.
import { createRequire } from 'node:module';
import { isSpanContextValid, trace } from '@opentelemetry/api';
import type { SpanProcessor } from '@opentelemetry/sdk-trace-base';
import {
  OpenTelemetryActivityInboundInterceptor,
  makeWorkflowExporter,
} from '@temporalio/interceptors-opentelemetry/lib/worker/index.js';
import type {
  ActivityInboundCallsInterceptor,
  ActivityInterceptorsFactory,
  ActivityOutboundCallsInterceptor,
  InjectedSinks,
} from '@temporalio/worker';
import type { OpenTelemetrySinks } from '@temporalio/interceptors-opentelemetry/lib/workflow/definitions.js';
import { subjectOf } from '../../contract/workflow-ids.ts';
import type { Tracing } from './tracing.ts';

export interface WorkerTracing {
  /** Outermost first. */
  readonly activity: readonly ActivityInterceptorsFactory[];
  readonly sinks: InjectedSinks<OpenTelemetrySinks>;
}

/** Goes into the bundle of a worker that traces, and into no other. */
export const tracingWorkflowModule = (): string =>
  createRequire(import.meta.url).resolve('@temporalio/interceptors-opentelemetry/lib/workflow-interceptors');

export const createWorkerTracing = (tracing: Tracing): WorkerTracing => ({
  activity: [(context) => ({ inbound: new OpenTelemetryActivityInboundInterceptor(context) }), describeStep],
  sinks: workflowSinks(tracing),
});

/** Inside of the step's span: its business keys as attributes, and its ids for every log line of the step, also those that Temporal writes around it. */
const describeStep: ActivityInterceptorsFactory = ({ info }) => {
  let ids: Readonly<Record<string, string>> = {};
  const inbound: ActivityInboundCallsInterceptor = {
    execute: (input, next) => {
      const span = trace.getActiveSpan();
      span?.setAttributes(morrowAttributes(info.workflowExecution?.workflowId ?? ''));
      span?.setAttributes({
        'morrow.step': info.activityType,
        'morrow.attempt': info.attempt,
        'morrow.local': info.isLocal,
      });
      const found = span?.spanContext();
      if (found !== undefined && isSpanContextValid(found)) ids = { trace_id: found.traceId, span_id: found.spanId };
      return next(input);
    },
  };
  const outbound: ActivityOutboundCallsInterceptor = { getLogAttributes: (input, next) => next({ ...ids, ...input }) };
  return { inbound, outbound };
};

function morrowAttributes(workflowId: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(subjectOf(workflowId)).map(([key, value]) => [`morrow.${key}`, value]));
}

/** What a workflow's span says of its workflow. The library attaches all that Temporal knows of it, memo and search attributes included. */
const KEPT: ReadonlySet<string> = new Set(['workflowId', 'runId', 'workflowType', 'taskQueue', 'attempt']);

function workflowSinks({ processor, resource }: Tracing): InjectedSinks<OpenTelemetrySinks> {
  const reduced: SpanProcessor = {
    onStart: () => undefined,
    onEnd: (span) => {
      const { attributes } = span;
      for (const key of Object.keys(attributes)) if (!KEPT.has(key)) delete attributes[key];
      Object.assign(attributes, morrowAttributes(String(attributes['workflowId'] ?? '')));
      processor.onEnd(span);
    },
    forceFlush: () => processor.forceFlush(),
    shutdown: () => processor.shutdown(),
  };
  return { exporter: makeWorkflowExporter(reduced, resource) };
}
