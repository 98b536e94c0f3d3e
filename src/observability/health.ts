// What a worker process serves: whether it is alive and takes work, and its metrics.
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MorrowError } from '../contract/errors.ts';

export interface Health {
  readonly status: 'ok' | 'starting' | 'draining';
  readonly [fact: string]: unknown;
}

export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface HealthSources {
  readonly health: () => Health;
  /** In Prometheus's text format. */
  readonly metrics: () => Promise<string>;
}

/** Of Prometheus's text format. */
export const METRICS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Answers `GET /healthz` and `/readyz` with 200 while the status is `ok`, and with 503 otherwise; `GET /metrics` for
 * Prometheus. Port 0 takes a free one.
 * @throws MorrowError PORT_BUSY.
 */
export async function serveHealth(host: string, port: number, sources: HealthSources): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const asked = request.method === 'GET' ? (request.url ?? '') : '';
    if (asked === '/metrics') return void sendMetrics(response, sources);
    const known = asked === '/healthz' || asked === '/readyz';
    const health = sources.health();
    response.writeHead(known ? (health.status === 'ok' ? 200 : 503) : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(known ? health : { status: 'not found' }));
  });
  await listen(server, host, port);
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

async function sendMetrics(response: ServerResponse, { metrics }: HealthSources): Promise<void> {
  try {
    const text = await metrics();
    response.writeHead(200, { 'content-type': METRICS_CONTENT_TYPE }).end(text);
  } catch {
    response.writeHead(500).end();
  }
}

const listen = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error) => reject(explain(error, host, port)));
    server.listen(port, host, () => resolve());
  });

function explain(error: Error, host: string, port: number): Error {
  if (!('code' in error) || error.code !== 'EADDRINUSE') return error;
  const message = `Port ${port} of ${host} is in use; WORKER_HEALTH_PORT sets another one, 0 takes a free one.`;
  return new MorrowError('PORT_BUSY', message, { facts: { host, port, variable: 'WORKER_HEALTH_PORT' }, cause: error });
}

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
