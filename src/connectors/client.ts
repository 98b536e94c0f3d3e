// A connection to one service: base URL, credentials and deadline in, a good answer or an error of the catalogue out.
import { systemClock, type Clock } from '../ports/clock.ts';
import { isProviderId } from '../domain/provider/types.ts';
import { decodeText } from './body.ts';
import { openGate, type ProviderGate } from './budget/gate.ts';
import { announced } from './exchange-notices.ts';
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
  /** Budget and health of the service, shared with all other processes; the default lets everyone pass. */
  readonly gate?: ProviderGate;
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
  /** True for a further page: the service's budget rather lets it finish than begins something else. */
  readonly continues?: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface Client {
  /** @throws MorrowError, as `failures.ts` classifies; when aborted, the reason of the signal. */
  fetchBytes(question: Question): Promise<Buffer>;
  /** The same as text. @throws also SOURCE_SCHEMA_INVALID when it is not UTF-8. */
  fetchText(question: Question): Promise<string>;
}

export function createClient(connection: Connection): Client {
  const fetchBytes = (question: Question): Promise<Buffer> =>
    throughGate(connection, question, () => ask(connection, question));
  return {
    fetchBytes,
    fetchText: async (question) => decodeText(await fetchBytes(question), question.subject),
  };
}

function throughGate<T>(
  { gate = openGate }: Connection,
  { subject, continues = false, signal }: Question,
  ask: () => Promise<T>,
): Promise<T> {
  const { service, account = '' } = subject;
  return isProviderId(service) ? gate.run({ provider: service, account, continues, signal }, ask) : ask();
}

async function ask(connection: Connection, question: Question): Promise<Buffer> {
  const response = await exchange(connection, question);
  if (response.status >= 200 && response.status < 300) return response.body;
  throw responseFailure(response, question.subject, {
    now: (connection.clock ?? systemClock).now(),
    sensorIntervalMs: connection.sensorIntervalMs,
    secrets: connection.secrets ?? [],
  });
}

async function exchange(connection: Connection, question: Question): Promise<HttpResponse> {
  const { path, json, signal, subject } = question;
  const headers = { ...BASE_HEADERS, ...(json === undefined ? {} : JSON_BODY), ...connection.headers };
  const content =
    json === undefined ? { method: 'GET' as const } : { method: 'POST' as const, body: JSON.stringify(json) };
  const notice = { service: subject.service, method: content.method, host: hostOf(connection.baseUrl) };
  try {
    return await announced(notice, (added) =>
      send({
        url: `${connection.baseUrl.replace(/\/+$/, '')}${path}`,
        headers: { ...added, ...headers },
        timeoutMs: connection.timeoutMs,
        signal,
        ...content,
      }),
    );
  } catch (error) {
    throw error instanceof TransportError ? transportFailure(error, subject) : error;
  }
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : '');

const BASE_HEADERS = { 'user-agent': 'morrow', 'accept-encoding': 'gzip' };
const JSON_BODY = { 'content-type': 'application/json' };
