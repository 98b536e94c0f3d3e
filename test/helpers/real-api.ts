// The API process as a caller sees it: runs started and followed over HTTP.
import { z } from 'zod';
import { waitFor } from './wait-for.ts';

export interface RealApi {
  call(method: string, path: string, body?: unknown): Promise<ApiAnswer>;
  putAccounts(accounts: readonly unknown[]): Promise<void>;
  /** Asks the API for a run and returns its id. */
  startDay(request: DayRequest): Promise<string>;
  startBackfill(request: BackfillRequest): Promise<string>;
  /** Waits until the run is over, as the API tells it. */
  ended(id: string): Promise<EndedRun>;
  runDay(request: DayRequest): Promise<EndedRun>;
}

export interface ApiAnswer {
  readonly status: number;
  readonly text: string;
}

export interface DayRequest {
  readonly date: string;
  readonly accounts?: readonly string[];
  readonly force?: boolean;
}

export interface BackfillRequest {
  readonly from: string;
  readonly to: string;
  readonly accounts: readonly string[];
}

const tallySchema = z.object({
  accounts: z.number(),
  published: z.number(),
  alreadyDone: z.number(),
  failed: z.number(),
  cancelled: z.number(),
  failuresByCode: z.record(z.string(), z.number()),
});
const runSchema = z.object({
  status: z.string(),
  summary: z
    .object({
      tally: tallySchema,
      /** Of a day; a backfill has none. */
      totals: z.array(z.object({ currency: z.string(), amount: z.string(), accounts: z.number() })).default([]),
    })
    .nullable()
    .catch(null),
});
const startedSchema = z.object({ id: z.string() });

export interface EndedRun {
  readonly status: string;
  readonly tally: z.infer<typeof tallySchema>;
  readonly totals: readonly { readonly currency: string; readonly amount: string; readonly accounts: number }[];
}

const RUN_DEADLINE_MS = 100_000;
const CALL_DEADLINE_MS = 20_000;

/** @param key of an admin, where access is required. */
export function createRealApi(url: string, key?: string): RealApi {
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const call: Call = (method, path, body) => callApi(`${url}${path}`, { method, headers }, body);
  const startDay = (request: DayRequest): Promise<string> => start(call, '/api/runs', request);
  const ended = (id: string): Promise<EndedRun> => waitForEnd(call, id);
  return {
    call,
    putAccounts: (accounts) => putAccounts(call, accounts),
    startDay,
    startBackfill: (request) => start(call, '/api/backfills', request),
    ended,
    runDay: async (request) => ended(await startDay(request)),
  };
}

type Call = RealApi['call'];

interface Asking {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
}

async function callApi(url: string, { method, headers }: Asking, body?: unknown): Promise<ApiAnswer> {
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    signal: AbortSignal.timeout(CALL_DEADLINE_MS),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}

async function start(call: Call, path: string, request: unknown): Promise<string> {
  const answer = await call('POST', path, request);
  if (answer.status !== 202) throw new Error(`The API refuses the run: ${answer.status} ${answer.text}`);
  return startedSchema.parse(JSON.parse(answer.text)).id;
}

async function putAccounts(call: Call, accounts: readonly unknown[]): Promise<void> {
  for (const account of accounts) {
    const { id } = z.object({ id: z.string() }).parse(account);
    const answer = await call('PUT', `/api/accounts/${id}`, account);
    if (answer.status >= 300) throw new Error(`The API refuses account ${id}: ${answer.status} ${answer.text}`);
  }
}

async function waitForEnd(call: Call, id: string): Promise<EndedRun> {
  const seen: EndedRun[] = [];
  const look = async (): Promise<boolean> => {
    const { text } = await call('GET', `/api/runs/${encodeURIComponent(id)}`);
    const { status, summary } = runSchema.parse(JSON.parse(text));
    if (status === 'running' || summary === null) return false;
    seen.push({ status, ...summary });
    return true;
  };
  await waitFor(`the end of ${id}`, look, RUN_DEADLINE_MS);
  const [end] = seen;
  if (end === undefined) throw new Error(`Nothing is known of ${id}.`);
  return end;
}
