// One request over a kept connection. Its time runs from the moment it was due, so that a server that falls behind shows.
import { Agent as PlainAgent, request as plainRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import type { PlannedRequest } from './plan.ts';

export interface Sample {
  readonly path: string;
  readonly dueMs: number;
  /** From when it was due to the last byte of its answer; of a delayed one from the last byte that was sent. */
  readonly tookMs: number;
  /** 0: no answer at all. */
  readonly status: number;
  readonly isDelayed: boolean;
  readonly error: string | null;
}

export interface Sender {
  /** @param dueAt on the clock of `performance.now()`. */
  send(request: PlannedRequest, dueAt: number): Promise<Sample>;
  close(): void;
}

const TIMEOUT_MS = 30_000;
const TENFOLD = 10;
/** Of an answer, until there are some. */
const FIRST_GUESS_MS = 10;
/** The mean follows the newest answers. */
const WEIGHT = 0.05;

/** @param key sent as a bearer, when given. */
export function createSender(url: string, key: string | null): Sender {
  const isTls = url.startsWith('https:');
  const agent = isTls ? new TlsAgent({ keepAlive: true }) : new PlainAgent({ keepAlive: true });
  const ask = isTls ? tlsRequest : plainRequest;
  let usualMs = FIRST_GUESS_MS;
  const open = ({ method, path, body }: PlannedRequest): ClientRequest =>
    ask(`${url}${path}`, {
      method,
      agent,
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(body === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  return {
    async send(planned, dueAt) {
      const { path, dueMs, isDelayed } = planned;
      let from = dueAt;
      try {
        const delayMs = isDelayed ? usualMs * TENFOLD : 0;
        const { status, sentAt } = await onFreshConnection(() => exchange(open(planned), planned.body, delayMs));
        if (isDelayed) from = sentAt;
        const tookMs = performance.now() - from;
        if (!isDelayed) usualMs += (tookMs - usualMs) * WEIGHT;
        return { path, dueMs, tookMs, status, isDelayed, error: status < 400 ? null : `HTTP ${status}` };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return { path, dueMs, tookMs: performance.now() - from, status: 0, isDelayed, error: reason };
      }
    },
    close: () => agent.destroy(),
  };
}

interface Exchange {
  readonly status: number;
  /** When the last byte was handed over. */
  readonly sentAt: number;
}

async function exchange(request: ClientRequest, body: string | null, delayMs: number): Promise<Exchange> {
  const answer = answerTo(request);
  if (body !== null && delayMs > 0) await sendSlowly(request, body, delayMs);
  else request.end(body ?? undefined);
  const sentAt = performance.now();
  try {
    return { status: await answer, sentAt };
  } catch (error) {
    throw request.reusedSocket && isReset(error) ? new ClosedBefore() : error;
  }
}

/** The server may close a kept connection in the very moment that the next request takes it: every client asks again then. */
class ClosedBefore extends Error {}

const isReset = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ECONNRESET';

const onFreshConnection = (send: () => Promise<Exchange>): Promise<Exchange> =>
  send().catch((error: unknown) => {
    if (error instanceof ClosedBefore) return send();
    throw error;
  });

/** Half of the body, a wait, the rest. */
async function sendSlowly(request: ClientRequest, body: string, delayMs: number): Promise<void> {
  const half = Math.floor(body.length / 2);
  request.write(body.slice(0, half));
  await pause(delayMs);
  request.end(body.slice(half));
}

function answerTo(request: ClientRequest): Promise<number> {
  const answer = new Promise<number>((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response: IncomingMessage) => {
      response.once('error', reject);
      response.once('end', () => resolve(response.statusCode ?? 0));
      response.resume();
    });
  });
  // Somebody waits for it only after the body was sent; until then its failure is nobody's surprise.
  answer.catch(() => undefined);
  return answer;
}
