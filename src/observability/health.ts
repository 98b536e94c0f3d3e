// The health endpoint of a worker process: alive, and whether it takes work.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Health {
  readonly status: 'ok' | 'starting' | 'draining';
  readonly [fact: string]: unknown;
}

export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Answers `GET /healthz` with 200 while `read().status` is `ok`, and with 503 otherwise. Port 0 takes a free one. */
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
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
