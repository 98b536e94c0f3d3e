// Puts the app on a port and takes it off again without cutting off who is being answered.
import { createServer, type Server } from 'node:http';
import type { Express } from 'express';
import { MorrowError } from '../contract/errors.ts';

export interface ApiServer {
  readonly url: string;
  readonly port: number;
  /** Takes no new requests, lets running ones end within `graceMs`, then closes what is left. */
  close(graceMs?: number): Promise<void>;
}

export interface Address {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

const GRACE_MS = 5_000;

/** @throws MorrowError PORT_BUSY; INVALID_CONFIG when the host is not an address of this machine. */
export async function serveApi(app: Express, { host, port }: Address): Promise<ApiServer> {
  const server = createServer(app);
  await listen(server, { host, port });
  const actual = portOf(server);
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return { url: `http://${shownHost}:${actual}`, port: actual, close: (graceMs = GRACE_MS) => close(server, graceMs) };
}

function listen(server: Server, { host, port }: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(explain(error, { host, port })));
    server.listen(port, host, resolve);
  });
}

function explain(error: Error, { host, port }: Address): Error {
  const code = 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') {
    return new MorrowError('PORT_BUSY', `Port ${port} of ${host} is in use; API_PORT sets another one.`, {
      facts: { host, port, variable: 'API_PORT' },
      cause: error,
    });
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new MorrowError(
      'INVALID_CONFIG',
      `The API cannot listen on ${host}:${port} (${code}); set API_HOST and API_PORT.`,
      {
        facts: { host, port },
        cause: error,
      },
    );
  }
  return error;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('The API does not listen on a TCP port.');
  return address.port;
}

async function close(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
}
