// A bare HTTP server that misbehaves as a test says, and the connectors pointed at it.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { createAdExchange } from '../../src/connectors/ad-exchange.ts';
import { createAppStore1 } from '../../src/connectors/app-store-1.ts';
import { createAppStore2 } from '../../src/connectors/app-store-2.ts';
import { createAppStore3 } from '../../src/connectors/app-store-3.ts';
import { MorrowError } from '../../src/contract/errors.ts';
import { parseIsoDate } from '../../src/domain/calendar/dates.ts';
import { isAccountId, type AccountId } from '../../src/domain/ids.ts';
import type { DateRange, RevenueSource } from '../../src/ports/revenue-source.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Runs `use` with the base URL of a server that answers as `handler` says; the server is gone afterwards. */
export async function withServer<T>(handler: Handler, use: (baseUrl: string) => Promise<T>): Promise<T> {
  const server = createServer((request, response) => {
    // A request is answered when it has arrived whole, as services do.
    request.resume().once('end', () => handler(request, response));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  try {
    return await use(`http://127.0.0.1:${address.port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => void server.close(resolve));
  }
}

export const NOW = new Date('2026-11-22T08:00:00.000Z');
export const SENSOR_INTERVAL_MS = 60_000;

export const connection = (baseUrl: string, timeoutMs = 5_000) => ({
  baseUrl,
  timeoutMs,
  sensorIntervalMs: SENSOR_INTERVAL_MS,
  clock: { now: () => NOW },
});

export const SECRETS = { token: 'tok-5ecret-9', key: 'key_5ecret', user: 'store-user', password: 'pass_5ecret' };

/** Every source, pointed at one server. */
export function allSources(baseUrl: string, timeoutMs?: number): readonly RevenueSource[] {
  const { token, key, user, password } = SECRETS;
  const at = connection(baseUrl, timeoutMs);
  return [
    createAdExchange({ ...at, credentials: { token } }),
    createAppStore1({ ...at, credentials: { key } }),
    createAppStore2({ ...at, credentials: { token } }),
    createAppStore3({ ...at, credentials: { user, password } }),
  ];
}

export function accountId(text: string): AccountId {
  if (!isAccountId(text)) throw new Error(`${text} is no account id.`);
  return text;
}

export const U1 = accountId('u1');
export const day = (text: string): DateRange => ({ from: parseIsoDate(text), to: parseIsoDate(text) });
export const range = (from: string, to: string): DateRange => ({ from: parseIsoDate(from), to: parseIsoDate(to) });
export const THE_DAY = day('2026-11-20');

/** The catalogue error a promise ends with; anything else fails the test. */
export async function failureOf(promise: Promise<unknown>): Promise<MorrowError> {
  const outcome = await promise.then(
    () => new Error('It succeeded.'),
    (error: unknown) => error,
  );
  if (outcome instanceof MorrowError) return outcome;
  throw new Error('Not a catalogue error.', { cause: outcome });
}

/** Everything of an error that a log could show: message, stack, facts, causes, hidden fields. */
export const fullText = (error: unknown): string =>
  `${inspect(error, { depth: Infinity, showHidden: true, maxStringLength: Infinity })} ${JSON.stringify(error)}`;
