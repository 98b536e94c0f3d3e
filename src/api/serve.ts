// Puts the app on a port, with TLS when asked, and takes it off again without cutting off who is being answered.
// Clients that are slow, silent or send endless headers are cut off.
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Express } from 'express';
import { MorrowError } from '../contract/errors.ts';
import { refuseUnreadable } from './refuse-unreadable.ts';

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

export interface ServeOptions extends Address {
  /** Absent: plain HTTP. */
  readonly tls?: TlsFiles | null;
  readonly limits?: Partial<ServeLimits>;
}

/** As PEM. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
}

export interface ServeLimits {
  /** Until the headers of a request, or a TLS handshake, must be complete. */
  readonly headersMs: number;
  /** Until a whole request must be here, an import included. */
  readonly requestMs: number;
  /** A connection on which nothing moves, in either direction, is closed. */
  readonly silentMs: number;
  /** Of all headers of a request together with its address. */
  readonly headerBytes: number;
  readonly headerCount: number;
}

const LIMITS: ServeLimits = {
  headersMs: 10_000,
  requestMs: 5 * 60_000,
  silentMs: 2 * 60_000,
  headerBytes: 16 * 1024,
  headerCount: 100,
};
/** How often Node looks for connections that take too long. */
const CHECK_MS = 1_000;

const GRACE_MS = 5_000;

/** @throws MorrowError PORT_BUSY; INVALID_CONFIG when the host is not an address of this machine. */
export async function serveApi(app: Express, { host, port, tls = null, limits }: ServeOptions): Promise<ApiServer> {
  const server = serverFor(app, tls, { ...LIMITS, ...limits });
  await listen(server, { host, port });
  const actual = portOf(server);
  const shownHost = host.includes(':') ? `[${host}]` : host;
  const url = `${tls === null ? 'http' : 'https'}://${shownHost}:${actual}`;
  return { url, port: actual, close: (graceMs = GRACE_MS) => close(server, graceMs) };
}

/** @throws MorrowError INVALID_CONFIG when certificate and key are not what they should be. */
function serverFor(app: Express, tls: TlsFiles | null, limits: ServeLimits): Server {
  const { headersMs, requestMs, silentMs, headerBytes, headerCount } = limits;
  const options = {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: Math.min(CHECK_MS, headersMs),
    maxHeaderSize: headerBytes,
    // A request without one is refused with a problem document, as one for another host is.
    requireHostHeader: false,
  };
  const server =
    tls === null ? createServer(options, app) : withTls(app, tls, { ...options, handshakeTimeout: headersMs });
  server.maxHeadersCount = headerCount;
  server.setTimeout(silentMs);
  server.on('clientError', refuseUnreadable);
  return server;
}

function withTls(app: Express, { certificate, key }: TlsFiles, options: object): Server {
  try {
    return createTlsServer({ ...options, cert: certificate, key, minVersion: 'TLSv1.2' }, app);
  } catch (error) {
    // The library's own words never quote a key.
    const reason = error instanceof Error ? error.message : String(error);
    throw new MorrowError('INVALID_CONFIG', `API_TLS_CERT and API_TLS_KEY cannot be used: ${reason}.`, {
      cause: error,
    });
  }
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
