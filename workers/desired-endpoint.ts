// How many workers each queue should have, over HTTP: JSON for KEDA, a plain number for shell scripts, metrics for Prometheus.
// Figures that are too old are no answer: whoever asks must not act on them.
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Gauge, Registry } from 'prom-client';
import { MorrowError } from '../src/contract/errors.ts';
import { METRICS_CONTENT_TYPE } from '../src/observability/health.ts';
import type { QueueDecision } from '../src/operations/autoscaler.ts';

export interface DesiredOptions {
  readonly host: string;
  readonly port: number;
  /** Of the rounds; an answer is given for three of them. */
  readonly intervalMs: number;
}

export interface DesiredEndpoint {
  readonly port: number;
  publish(decisions: readonly QueueDecision[]): void;
  close(): Promise<void>;
}

const ROUNDS_AN_ANSWER_LASTS = 3;
const SHORTEST_ANSWER_MS = 15_000;

/** @throws MorrowError PORT_BUSY. */
export async function serveDesired({ host, port, intervalMs }: DesiredOptions): Promise<DesiredEndpoint> {
  let decisions: readonly QueueDecision[] = [];
  let publishedAt = -Infinity;
  const lastsMs = Math.max(SHORTEST_ANSWER_MS, intervalMs * ROUNDS_AN_ANSWER_LASTS);
  const current = (): readonly QueueDecision[] => (performance.now() - publishedAt <= lastsMs ? decisions : []);
  const server = createServer(({ method, url = '' }, response) => {
    if (method !== 'GET') return answer(response, 405, 'text/plain', 'Only GET.\n');
    if (url === '/healthz') return answer(response, 200, 'application/json', '{"status":"ok"}');
    route(url, current(), response);
  });
  await listen(server, host, port);
  return {
    port: (server.address() as AddressInfo).port,
    publish(latest) {
      decisions = latest;
      publishedAt = performance.now();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function route(url: string, decisions: readonly QueueDecision[], response: ServerResponse): void {
  const one = decisions.find(({ queue }) => url === `/desired/${queue}`);
  if (one !== undefined) return answer(response, 200, 'text/plain', `${one.wanted}\n`);
  if (!/^\/(desired(\/[a-z]+)?|metrics|readyz)$/.test(url)) return answer(response, 404, 'text/plain', 'Not here.\n');
  if (decisions.length === 0) return answer(response, 503, 'text/plain', 'No current figures.\n');
  if (url === '/metrics') return void sendMetrics(response, decisions);
  if (url === '/readyz') return answer(response, 200, 'application/json', '{"status":"ok"}');
  if (url !== '/desired') return answer(response, 404, 'text/plain', 'No such queue.\n');
  return answer(response, 200, 'application/json', JSON.stringify(desiredOf(decisions)));
}

/** `{"heavy":{"wanted":2,…},…}`: a path such as `heavy.wanted` finds a number. */
const desiredOf = (decisions: readonly QueueDecision[]) =>
  Object.fromEntries(decisions.map(({ queue, ...decision }) => [queue, decision]));

const METRICS = [
  ['morrow_workers_wanted', 'Workers that the queue should have.', ({ wanted }) => wanted],
  ['morrow_workers', 'Workers that take tasks of the queue.', ({ figures }) => figures.workers],
  ['morrow_scaling_backlog_tasks', 'Tasks that wait for a worker.', ({ figures }) => figures.backlog],
  ['morrow_scaling_backlog_age_seconds', 'How long the oldest one waits.', ({ figures }) => figures.backlogAgeSeconds],
  ['morrow_scaling_slots_used', 'Tasks that workers have in hand.', ({ figures }) => figures.slotsUsed],
  ['morrow_scaling_slots', 'Tasks that workers could have in hand.', ({ figures }) => figures.slotsTotal],
  ['morrow_scaling_pending_work', 'Accounts that running runs still hold.', ({ figures }) => figures.pendingWork],
] as const satisfies readonly (readonly [string, string, (decision: QueueDecision) => number | null])[];

/** What is unknown is left out. */
async function sendMetrics(response: ServerResponse, decisions: readonly QueueDecision[]): Promise<void> {
  const registry = new Registry();
  for (const [name, help, read] of METRICS) {
    const gauge = new Gauge({ name, help, labelNames: ['queue'], registers: [registry] });
    for (const decision of decisions) {
      const value = read(decision);
      if (value !== null) gauge.set({ queue: decision.queue }, value);
    }
  }
  answer(response, 200, METRICS_CONTENT_TYPE, await registry.metrics());
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}

const listen = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen(port, host, () => resolve());
  });

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code !== 'EADDRINUSE') return error;
  const message = `Port ${port} of ${host} is in use; AUTOSCALER_PORT sets another one, 0 takes a free one.`;
  return new MorrowError('PORT_BUSY', message, { facts: { host, port, variable: 'AUTOSCALER_PORT' }, cause: error });
}
