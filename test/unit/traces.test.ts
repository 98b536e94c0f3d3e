// Spans of exchanges, what providers are told of them, and which traces are kept.
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { context, trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from '../../src/connectors/client.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { currentTraceId } from '../../src/observability/traces/current.ts';
import { RatioProcessor } from '../../src/observability/traces/ratio-processor.ts';
import { startTracing, type Tracing } from '../../src/observability/traces/tracing.ts';
import { U1, connection, range, withServer } from './connectors-raw-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'morrow-traces-'));
const file = join(folder, 'spans.jsonl');
let tracing: Tracing;

beforeAll(() => {
  tracing = startTracing({
    service: 'test',
    version: '1',
    target: { file },
    ratio: 1,
    propagateTo: ['told'],
    logger: createLogger('test', 'error'),
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Asks a service of that name, within a span; returns the headers that it got. */
async function ask(service: string, headers: Readonly<Record<string, string>> = {}) {
  let received: Readonly<Record<string, unknown>> = {};
  const span = trace.getTracer('test').startSpan('step');
  await withServer(
    (request, response) => {
      received = request.headers;
      response.end('{}');
    },
    (url) =>
      context.with(trace.setSpan(context.active(), span), () =>
        createClient({ ...connection(url), headers }).fetchText({
          subject: { service, account: U1, range: range('2026-11-01', '2026-11-01') },
          path: '/v1/accounts/u1',
        }),
      ),
  );
  span.end();
  return { received, traceId: span.spanContext().traceId };
}

describe('a provider', () => {
  test('learns nothing of our traces by default', async () => {
    const { received } = await ask('not-told');
    expect(Object.keys(received).filter((name) => /trace|baggage/.test(name))).toEqual([]);
  });

  test('that is named in the configuration gets the trace', async () => {
    const { received, traceId } = await ask('told');
    expect(received['traceparent']).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
  });

  test('still gets its own headers as the connector means them', async () => {
    const { received } = await ask('told', { traceparent: 'own', authorization: 'Bearer x' });
    expect(received).toMatchObject({ traceparent: 'own', authorization: 'Bearer x' });
  });
});

test('code outside of any trace has no trace id', () => {
  expect(currentTraceId()).toBeUndefined();
});

test('spans in a file are lines of JSON, and name no path', async () => {
  const { traceId } = await ask('not-told');
  await tracing.shutdown();
  const lines = (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const own = lines.filter((line) => line['traceId'] === traceId);
  expect(own.map(({ name, service }) => [name, service])).toEqual([
    ['GET not-told', 'morrow-test'],
    ['step', 'morrow-test'],
  ]);
  expect(own[0]).toMatchObject({
    failed: false,
    attributes: { 'morrow.provider': 'not-told', 'http.response.status_code': 200 },
  });
  expect(own[0]?.['parentSpanId']).toBe(own[1]?.['spanId']);
  expect(JSON.stringify(own)).not.toContain('/v1/accounts');
});

describe('the share of traces that are kept', () => {
  /** Of 200 traces of two spans each, with ids all over their range. */
  function kept(ratio: number): readonly string[] {
    const exporter = new InMemorySpanExporter();
    let begun = 0;
    const tracer = new BasicTracerProvider({
      spanProcessors: [new RatioProcessor(ratio, new SimpleSpanProcessor(exporter))],
      idGenerator: {
        generateTraceId: () => spread((begun += 1)),
        generateSpanId: () => Math.random().toString(16).slice(2, 10).padStart(16, '1'),
      },
    }).getTracer('test');
    for (let index = 0; index < 200; index += 1) {
      const parent = tracer.startSpan('parent', { root: true });
      tracer.startSpan('child', {}, trace.setSpan(context.active(), parent)).end();
      parent.end();
    }
    return exporter.getFinishedSpans().map((span) => span.spanContext().traceId);
  }
  const spread = (index: number): string =>
    Math.floor((index / 201) * 0xffffffff)
      .toString(16)
      .padStart(8, '0')
      .padEnd(32, '0');

  test('is all of them, none, or about as many as asked for', () => {
    expect(kept(1)).toHaveLength(400);
    expect(kept(0)).toHaveLength(0);
    expect(kept(0.25).length).toBeGreaterThan(80);
    expect(kept(0.25).length).toBeLessThan(120);
  });

  test('never takes a trace apart', () => {
    const ids = kept(0.25);
    expect(new Set(ids).size * 2).toBe(ids.length);
  });
});
