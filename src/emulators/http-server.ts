// One listening emulator: reads a request, asks its handler, writes the outcome. Nothing that a request does ends the process.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Outcome, Reply, WireRequest } from './wire.ts';

const LARGEST_BODY_BYTES = 65_536;
/** Longer than clients keep an idle connection, so that it is never closed under a request on its way. */
const KEEP_ALIVE_MS = 65_000;

export type Handler = (request: WireRequest) => Promise<Outcome>;

export interface Listener {
  readonly port: number;
  /** Stops listening and closes every connection, waiting ones too. */
  close(): Promise<void>;
}

/** @throws the listen error of node:net, e.g. EADDRINUSE with its `port`. */
export async function listen(host: string, port: number, handle: Handler): Promise<Listener> {
  const server = createServer((request, response) => void serve(handle, request, response));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return { port: boundPort(server), close: () => closeServer(server) };
}

function boundPort(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The emulator listens on no TCP port.');
  return address.port;
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

async function serve(handle: Handler, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // A client that goes away is no trouble of ours.
  response.on('error', () => undefined);
  try {
    const read = await readRequest(request);
    if (read === null) return refuseBody(response);
    await send(await handle(read), response);
  } catch {
    if (response.headersSent) response.destroy();
    else response.writeHead(500).end();
  }
}

function refuseBody(response: ServerResponse): void {
  response.writeHead(413, { connection: 'close' });
  response.end();
}

async function readRequest(request: IncomingMessage): Promise<WireRequest | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > LARGEST_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  const [path = '/', query = ''] = splitOnce(request.url ?? '/', '?');
  return {
    method: request.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers: request.headers,
    body: Buffer.concat(chunks).toString('utf8'),
    fromLoopback: isLoopback(request.socket.remoteAddress ?? ''),
  };
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

const isLoopback = (address: string): boolean => address === '::1' || /^(::ffff:)?127\./.test(address);

async function send(outcome: Outcome, response: ServerResponse): Promise<void> {
  if (outcome === 'hang') return;
  if (outcome === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  if (outcome.truncated) return sendHalf(outcome, response);
  if (typeof outcome.body === 'string' || Buffer.isBuffer(outcome.body))
    return sendWhole(outcome, outcome.body, response);
  response.writeHead(outcome.status, outcome.headers);
  await pipeline(outcome.body, response);
}

function sendWhole({ status, headers }: Reply, body: string | Buffer, response: ServerResponse): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

function sendHalf({ status, headers, body }: Reply, response: ServerResponse): void {
  const whole = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : [...body].join(''));
  response.writeHead(status, { ...headers, 'content-length': whole.length });
  response.write(whole.subarray(0, Math.floor(whole.length / 2)), () => response.socket?.destroy());
}
