// What passes between the HTTP server and the emulated services: a request as plain text, and a reply or its refusal.
import type { IncomingHttpHeaders } from 'node:http';

export interface WireRequest {
  readonly method: string;
  /** Not decoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly fromLoopback: boolean;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Pieces are sent one after the other, so that a large feed never stands in memory whole. */
  readonly body: string | Buffer | Iterable<string>;
  /** Only half of the body is sent, then the connection closes. */
  readonly truncated?: boolean;
}

/** `hang`: no answer until the server closes. `reset`: the connection closes without an answer. */
export type Outcome = Reply | 'hang' | 'reset';

export const jsonReply = (content: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(content),
});

/** Why a request is refused; each service writes it in its own dialect. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, code: string, message: string, retryAfterSeconds?: number) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get headers(): Readonly<Record<string, string>> {
    return this.retryAfterSeconds === undefined ? {} : { 'retry-after': String(this.retryAfterSeconds) };
  }
}

export const badRequest = (message: string): Refusal => new Refusal(400, 'bad_request', message);
export const noSuchPath = (path: string): Refusal => new Refusal(404, 'not_found', `There is nothing at ${path}.`);

/** A path part with its escapes resolved. */
export function decodedPart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw badRequest('The path holds a broken % escape.');
  }
}
