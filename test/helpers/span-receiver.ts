// A receiver of traces, as far as exporters can see: takes OTLP over HTTP as JSON and keeps the spans.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { z } from 'zod';

const attribute = z.object({
  key: z.string(),
  value: z.object({ stringValue: z.string().optional(), intValue: z.union([z.string(), z.number()]).optional() }),
});
const span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().default(''),
  name: z.string(),
  attributes: z.array(attribute).default([]),
});
const exported = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(attribute) }),
      scopeSpans: z.array(z.object({ spans: z.array(span) })),
    }),
  ),
});

export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly service: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface SpanReceiver {
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** Of the requests, as they came. */
  readonly authorizations: readonly string[];
  /** From the root of its trace down to the first span of that name whose ancestors have arrived; empty before. */
  pathTo(matches: (span: ReceivedSpan) => boolean): readonly ReceivedSpan[];
  close(): Promise<void>;
}

export async function startSpanReceiver(): Promise<SpanReceiver> {
  const spans: ReceivedSpan[] = [];
  const authorizations: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      authorizations.push(request.headers.authorization ?? '');
      if (request.url === '/v1/traces') spans.push(...readSpans(Buffer.concat(chunks).toString()));
      response.writeHead(request.url === '/v1/traces' ? 200 : 404, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The receiver has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    spans,
    authorizations,
    pathTo: (matches) => pathTo(spans, matches),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function readSpans(body: string): readonly ReceivedSpan[] {
  return exported.parse(JSON.parse(body)).resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = textOf(resource.attributes)['service.name'] ?? '';
    return scopeSpans.flatMap((scope) =>
      scope.spans.map(({ attributes, ...rest }) => ({ ...rest, service, attributes: textOf(attributes) })),
    );
  });
}

const textOf = (attributes: readonly z.infer<typeof attribute>[]): Readonly<Record<string, string>> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, String(value.stringValue ?? value.intValue ?? '')]));

function pathTo(spans: readonly ReceivedSpan[], matches: (span: ReceivedSpan) => boolean): readonly ReceivedSpan[] {
  const byId = new Map(spans.map((found) => [found.spanId, found]));
  const complete = spans.filter(matches).map((end) => {
    const path = [end];
    for (let at: ReceivedSpan | undefined = end; at !== undefined && at.parentSpanId !== '';) {
      at = byId.get(at.parentSpanId);
      if (at === undefined) return [];
      path.unshift(at);
    }
    return path;
  });
  return complete.find((path) => path.length > 0) ?? [];
}
