// A connection to one service: base URL, credentials and deadline in, a good answer or an error of the catalogue out.
import { systemClock, type Clock } from '../ports/clock.ts';
import { decodeText } from './body.ts';
import { responseFailure, transportFailure, type Subject } from './failures.ts';
import { send, type HttpResponse } from './http.ts';
import { TransportError } from './transport-error.ts';

export interface ConnectionOptions {
  readonly baseUrl: string;
  /** One request including its body. */
  readonly timeoutMs: number;
  /** How long to wait before asking again for what is not there yet. */
  readonly sensorIntervalMs: number;
  readonly clock?: Clock;
}

export interface Connection extends ConnectionOptions {
  /** Sent with every request; holds the credential. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The credentials as such, so that no error quotes them. */
  readonly secrets?: readonly string[];
}

export interface Question {
  readonly subject: Subject;
  /** Path and query below the base URL, encoded; starts with `/`. */
  readonly path: string;
  /** Makes it a POST with this JSON body. */
  readonly json?: unknown;
  readonly signal?: AbortSignal | undefined;
}

export interface Client {
  /** @throws MorrowError, as `failures.ts` classifies; when aborted, the reason of the signal. */
  fetchBytes(question: Question): Promise<Buffer>;
  /** The same as text. @throws also SOURCE_SCHEMA_INVALID when it is not UTF-8. */
  fetchText(question: Question): Promise<string>;
}

export function createClient(connection: Connection): Client {
  const fetchBytes = async (question: Question): Promise<Buffer> => {
    const response = await exchange(connection, question);
    if (response.status >= 200 && response.status < 300) return response.body;
    throw responseFailure(response, question.subject, {
      now: (connection.clock ?? systemClock).now(),
      sensorIntervalMs: connection.sensorIntervalMs,
      secrets: connection.secrets ?? [],
    });
  };
  return {
    fetchBytes,
    fetchText: async (question) => decodeText(await fetchBytes(question), question.subject),
  };
}

async function exchange(connection: Connection, question: Question): Promise<HttpResponse> {
  const { path, json, signal, subject } = question;
  try {
    return await send({
      url: `${connection.baseUrl.replace(/\/+$/, '')}${path}`,
      headers: { ...BASE_HEADERS, ...(json === undefined ? {} : JSON_BODY), ...connection.headers },
      timeoutMs: connection.timeoutMs,
      signal,
      ...(json === undefined ? { method: 'GET' } : { method: 'POST', body: JSON.stringify(json) }),
    });
  } catch (error) {
    throw error instanceof TransportError ? transportFailure(error, subject) : error;
  }
}

const BASE_HEADERS = { 'user-agent': 'morrow', 'accept-encoding': 'gzip' };
const JSON_BODY = { 'content-type': 'application/json' };
