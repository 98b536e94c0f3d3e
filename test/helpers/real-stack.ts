// The whole stack as `npm start` runs it, for one test file: real processes on free ports, a state folder of its own, stopped for certain.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { findFreePorts } from '../../scripts/lib/ports.ts';
import type { Progress } from '../../scripts/lib/progress.ts';
import { projectRoot, type EnvironmentVariables } from '../../scripts/lib/project.ts';
import { startStack, type Stack } from '../../scripts/lib/stack.ts';
import type { WorkerCounts } from '../../scripts/lib/stack-processes.ts';
import { PORT_VARIABLES } from '../../scripts/lib/stack-settings.ts';
import { systemClock } from '../../src/ports/clock.ts';
import type { Store } from '../../src/ports/store.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { connectTemporal } from '../../src/temporal/connect.ts';
import { createFaultControl, type FaultControl } from './emulator-faults.ts';
import { waitFor } from './wait-for.ts';

export interface RealStackOptions {
  /** What differs from a plain stack. */
  readonly env?: Readonly<Record<string, string>>;
  readonly workers?: WorkerCounts;
}

export interface RealStack {
  readonly stateDir: string;
  /** The environment of the processes: addresses and credentials. */
  readonly env: EnvironmentVariables;
  /** The test's own connection to the store that the processes use. */
  readonly store: Store;
  /** The test's own connection to the Temporal server that the processes use. */
  readonly client: Client;
  readonly faults: FaultControl;
  /** What the supervisor said so far, a line each. */
  readonly said: readonly string[];
  call(method: string, path: string, body?: unknown): Promise<ApiAnswer>;
  putAccounts(accounts: readonly unknown[]): Promise<void>;
  /** Asks the API for a run and returns its id. */
  startDay(request: DayRequest): Promise<string>;
  startBackfill(request: BackfillRequest): Promise<string>;
  /** Waits until the run is over, as the API tells it. */
  ended(id: string): Promise<EndedRun>;
  runDay(request: DayRequest): Promise<EndedRun>;
  /** The process id under that name; throws while it is down. */
  pidOf(name: string): number;
  /** SIGKILL to the process with everything below it. */
  kill(name: string): void;
  pids(): readonly number[];
  /** Idempotent; removes the state folder. */
  stop(): Promise<void>;
  /** Stops the processes and leaves the state folder for a look. */
  stopProcesses(): Promise<void>;
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
const PORT_TRIES = 3;
/** Whatever else the developer's shell sets must not reach the stack. */
const PASSED_ON = ['PATH', 'HOME', 'TMPDIR', 'XDG_CACHE_HOME', 'MORROW_TEMPORAL_CLI'];

export async function startRealStack(options: RealStackOptions = {}): Promise<RealStack> {
  requireBuild();
  const folder = await mkdtemp(join(tmpdir(), 'morrow-e2e-'));
  const said: string[] = [];
  try {
    const stack = await startOnFreePorts({ options, stateDir: folder, said });
    return await open(stack, said);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The environment of a stack of its own, as a shell would set it. */
export async function freeEnvironment(stateDir: string): Promise<Record<string, string>> {
  const ports = await findFreePorts(PORT_VARIABLES.length);
  const passedOn = PASSED_ON.flatMap((name) => (process.env[name] ? [[name, process.env[name]] as const] : []));
  return {
    ...Object.fromEntries(passedOn),
    ...Object.fromEntries(PORT_VARIABLES.map((name, index) => [name, String(ports[index])])),
    MORROW_STATE_DIR: stateDir,
    SENSOR_INTERVAL_MS: '500',
    NO_COLOR: '1',
  };
}

/** Says everything into `said`; steps are of no interest. */
export const recordingProgress = (said: string[]): Progress => ({
  say: (line) => void said.push(line),
  step: () => ({ update: () => undefined, done: () => undefined, failed: () => undefined }),
});

/** `npm test` builds before it runs; source started through tsx would take twice as long to come up. */
function requireBuild(): void {
  if (existsSync(join(projectRoot, 'dist', 'workflow-bundle.js'))) return;
  throw new Error('There is no build. Run the tests through `npm test`, or `npm run build` first.');
}

interface Beginning {
  readonly options: RealStackOptions;
  readonly stateDir: string;
  readonly said: string[];
}

/** A port that was free a moment ago may be taken by now: others test on this machine as well. */
async function startOnFreePorts({ options, stateDir, said }: Beginning): Promise<Stack> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startStack({
        env: { ...(await freeEnvironment(stateDir)), ...options.env },
        progress: recordingProgress(said),
        mode: 'built',
        ...(options.workers === undefined ? {} : { workers: options.workers }),
      });
    } catch (error) {
      const busy = error instanceof Error && 'code' in error && error.code === 'PORT_BUSY';
      if (!busy || attempt === PORT_TRIES) throw error;
    }
  }
}

async function open(stack: Stack, said: readonly string[]): Promise<RealStack> {
  try {
    // The API serves before its store is open and says so.
    await waitFor('the API ready', async () => (await callApi(`${stack.urls.api}/readyz`, 'GET')).status === 200);
    const [store, temporal] = await Promise.all([
      openStore(stack.config.store, { clock: systemClock }),
      connectTemporal(stack.env, { identity: 'e2e-test' }),
    ]);
    const close = once(async () => {
      await Promise.allSettled([temporal.close(), store.close()]);
      await stack.stop();
    });
    return assemble({ stack, said, store, client: temporal.client, close });
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

interface Parts {
  readonly stack: Stack;
  readonly said: readonly string[];
  readonly store: Store;
  readonly client: Client;
  readonly close: () => Promise<void>;
}

function assemble({ stack, said, store, client, close }: Parts): RealStack {
  const call = (method: string, path: string, body?: unknown): Promise<ApiAnswer> =>
    callApi(`${stack.urls.api}${path}`, method, body);
  const startDay = (request: DayRequest): Promise<string> => start(call, '/api/runs', request);
  const ended = (id: string): Promise<EndedRun> => waitForEnd(call, id);
  return {
    stateDir: stack.stateDir,
    env: stack.env,
    store,
    client,
    faults: createFaultControl(`http://127.0.0.1:${stack.env['EMULATOR_APP_STORE_PORT']}`),
    said,
    call,
    putAccounts: (accounts) => putAccounts(call, accounts),
    startDay,
    startBackfill: (request) => start(call, '/api/backfills', request),
    ended,
    runDay: async (request) => ended(await startDay(request)),
    pidOf: (name) => pidOf(stack, name),
    kill: (name) => void process.kill(-pidOf(stack, name), 'SIGKILL'),
    pids: () => stack.supervisor.states().flatMap(({ pid }) => (pid === null ? [] : [pid])),
    stopProcesses: close,
    stop: async () => {
      await close();
      await rm(stack.stateDir, { recursive: true, force: true });
    },
  };
}

type Call = RealStack['call'];

async function callApi(url: string, method: string, body?: unknown): Promise<ApiAnswer> {
  const response = await fetch(url, {
    method,
    signal: AbortSignal.timeout(CALL_DEADLINE_MS),
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
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

function pidOf(stack: Stack, name: string): number {
  const state = stack.supervisor.states().find((process_) => process_.name === name);
  if (state?.pid === undefined || state.pid === null) throw new Error(`${name} is down.`);
  return state.pid;
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => (done ??= work());
}
