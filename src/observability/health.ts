// The health endpoint of a worker process: alive, and whether it takes work.
import { createServer, type Server } from 'node:http';
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

/**
 * Answers `GET /healthz` with 200 while `read().status` is `ok`, and with 503 otherwise. Port 0 takes a free one.
 * @throws MorrowError PORT_BUSY.
 */
export async function serveHealth(host: string, port: number, read: () => Health): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const known = request.method === 'GET' && (request.url === '/healthz' || request.url === '/readyz');
    const health = read();
    response.writeHead(known ? (health.status === 'ok' ? 200 : 503) : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(known ? health : { status: 'not found' }));
  });
  await listen(server, host, port);
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
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
