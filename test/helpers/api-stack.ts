// The real API over HTTP on a free port, with a real SQLite store and a Temporal client for the given address.
// Every JSON answer is held against the schema that the API documents for it.
import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { expect } from 'vitest';
import { z } from 'zod';
import { createExplainer } from '../../src/activities/explain.ts';
import { apiRoutes, createApi, type ApiMetrics } from '../../src/api/create-api.ts';
import { PROBLEM_TYPE } from '../../src/api/problems.ts';
import { createEventHub, type HubTimes } from '../../src/api/events/hub.ts';
import type { AccessSettings } from '../../src/api/access/settings.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Route } from '../../src/api/route.ts';
import { problem } from '../../src/api/schemas.ts';
import { serveApi, type ServeLimits } from '../../src/api/serve.ts';
import { createHolidayCalendar } from '../../src/connectors/holiday-calendar.ts';
import { createLazyClient } from '../../src/temporal/lazy-client.ts';
import type { OperationsDeps } from '../../src/operations/deps.ts';
import type { PayloadDoor } from '../../src/ports/payload-door.ts';
import type { Predictor } from '../../src/ports/predictor.ts';
import type { Store } from '../../src/ports/store.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { isoDate, sourceId } from './builders.ts';
import { connectionParts } from './secrets.ts';

/** A Sunday morning; the last complete day in UTC is the 21st. */
const NOW = new Date('2026-11-22T10:00:00Z');
export const LAST_DAY = isoDate('2026-11-21');
/** Nobody listens there. */
export const DEAD_ADDRESS = '127.0.0.1:1';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The parsed JSON; undefined when the answer is none. */
  readonly body: unknown;
}

export interface Sent {
  readonly json?: unknown;
  readonly csv?: string;
  readonly raw?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ApiStack {
  readonly url: string;
  readonly store: Store;
  readonly operations: OperationsDeps;
  /** What the API logged, as JSON lines. */
  readonly log: readonly string[];
  call(method: string, path: string, sent?: Sent): Promise<Answer>;
  close(): Promise<void>;
}

export interface StackOptions {
  readonly temporalAddress?: string;
  /** Changes what the API works with, such as a store that fails. */
  readonly change?: (operations: OperationsDeps) => OperationsDeps;
  readonly metrics?: ApiMetrics;
  /** The default serves no dashboard. */
  readonly dashboardFolder?: string;
  /** Absent: payloads of Temporal are not encrypted. */
  readonly codec?: PayloadDoor;
  /** Absent: everybody may do everything. */
  readonly access?: AccessSettings;
  /** Absent: a Sunday morning that never ends. */
  readonly clock?: Clock;
  readonly limits?: Partial<ServeLimits>;
  /** Absent: nobody can predict on demand. */
  readonly predictor?: (store: Store) => Predictor;
  /** Absent: as in production. */
  readonly events?: Partial<HubTimes>;
}

export async function startApiStack({
  temporalAddress = DEAD_ADDRESS,
  change,
  metrics,
  dashboardFolder,
  access,
  codec,
  limits = {},
  predictor,
  events = {},
  clock = { now: () => NOW },
}: StackOptions = {}): Promise<ApiStack> {
  const folder = await mkdtemp(join(tmpdir(), 'morrow-api-'));
  const store = await openStore({ kind: 'sqlite', file: join(folder, 'morrow.db') }, { clock });
  await store.migrate();
  // Where nobody is, asking again helps nobody, and would go on when all is closed.
  const options = { address: temporalAddress, ...(temporalAddress === DEAD_ADDRESS ? { interceptors: [] } : {}) };
  const temporal = createLazyClient({ namespace: 'default', options }, 'api-test');
  const operations: OperationsDeps = {
    store,
    temporal: temporal.client,
    clock,
    timeZone: 'UTC',
    registeredSources: ['ad-exchange', 'app-store-1'].map(sourceId),
    ...connectionParts(),
    temporalUiUrl: 'http://127.0.0.1:8233',
  };
  const log: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => log.push(line) });
  const served = change?.(operations) ?? operations;
  const hub = createEventHub({ operations: served, logger, times: events });
  const app = createApi({
    operations: served,
    hub,
    logger,
    version: 'test',
    ...(metrics === undefined ? {} : { metrics }),
    dashboardFolder: dashboardFolder ?? null,
    ...(access === undefined ? {} : { access }),
    ...(codec === undefined ? {} : { codec }),
    ...(predictor === undefined ? {} : { predictor: predictor(store) }),
    explainer: createExplainer({ store, holidays: createHolidayCalendar() }),
  });
  const server = await serveApi(app, { host: '127.0.0.1', port: 0, limits });
  return {
    url: server.url,
    store,
    operations,
    log,
    call: async (method, path, sent = {}) => documented(method, path, await send(server.port, { method, path, sent })),
    close: async () => {
      hub.close();
      await server.close(100);
      await temporal.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly sent: Sent;
}

/** Node's own client: it sends the path as it stands, where `fetch` would resolve `..` first. */
function send(port: number, { method, path, sent }: Call): Promise<Answer> {
  const { body, type } = bodyOf(sent);
  const headers = { ...(type === undefined ? {} : { 'content-type': type }), ...sent.headers };
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const { statusCode = 0, headers: answered } = response;
        resolve({ status: statusCode, headers: answered, text, body: parseJson(answered, text) });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

function bodyOf({ json, csv, raw }: Sent): { readonly body?: string | Buffer; readonly type?: string } {
  if (json !== undefined) return { body: JSON.stringify(json), type: 'application/json' };
  if (csv !== undefined) return { body: csv, type: 'text/csv' };
  return raw === undefined ? {} : { body: raw };
}

const parseJson = (headers: IncomingHttpHeaders, text: string): unknown =>
  /json/.test(headers['content-type'] ?? '') && text !== '' ? JSON.parse(text) : undefined;

const ROUTES = apiRoutes('test');

function documented(method: string, path: string, answer: Answer): Answer {
  if (answer.headers['content-type']?.startsWith(PROBLEM_TYPE) === true) {
    expect(problem.parse(answer.body).status).toBe(answer.status);
    return answer;
  }
  const route = ROUTES.find((candidate) => matches(candidate, method, path));
  const schema = route?.responses[answer.status]?.content?.['application/json'];
  if (answer.body !== undefined) expect(schema, `${method} ${path} documents ${answer.status}`).toBeDefined();
  if (schema !== undefined && answer.body !== undefined) expect(problemsOf(schema, answer.body)).toBe('');
  return answer;
}

function problemsOf(schema: z.ZodType, body: unknown): string {
  const parsed = schema.safeParse(body);
  return parsed.success ? '' : z.prettifyError(parsed.error);
}

const matches = (route: Route, method: string, path: string): boolean =>
  route.method === method.toLowerCase() &&
  new RegExp(`^${route.path.replaceAll(/:[a-z]+/gi, '[^/]+')}$`).test(path.split('?', 1)[0] ?? '');
