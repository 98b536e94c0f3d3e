// The whole stack as `npm start` runs it, for one test file: real processes on free ports, a state folder of its own, stopped for certain.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
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
import { createRealApi, type RealApi } from './real-api.ts';
import { waitFor } from './wait-for.ts';

export interface RealStackOptions {
  /** What differs from a plain stack. */
  readonly env?: Readonly<Record<string, string>>;
  readonly workers?: WorkerCounts;
}

export interface RealStack extends RealApi {
  readonly stateDir: string;
  /** What the commands work with. */
  readonly stack: Stack;
  /** The environment of the processes: addresses and credentials. */
  readonly env: EnvironmentVariables;
  /** The test's own connection to the store that the processes use. */
  readonly store: Store;
  /** The test's own connection to the Temporal server that the processes use. */
  readonly client: Client;
  readonly faults: FaultControl;
  /** What the supervisor said so far, a line each. */
  readonly said: readonly string[];
  /** The process id under that name; throws while it is down. */
  pidOf(name: string): number;
  /** SIGKILL to the process with everything below it. */
  kill(name: string): void;
  /** Idempotent; removes the state folder. */
  stop(): Promise<void>;
  /** Stops the processes and leaves the state folder for a look. */
  stopProcesses(): Promise<void>;
}

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
    await waitFor('the API ready', async () => (await apiOf(stack).call('GET', '/readyz')).status === 200);
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
  return {
    ...apiOf(stack),
    stateDir: stack.stateDir,
    stack,
    env: stack.env,
    store,
    client,
    faults: createFaultControl(`http://127.0.0.1:${stack.env['EMULATOR_APP_STORE_PORT']}`),
    said,
    pidOf: (name) => pidOf(stack, name),
    kill: (name) => void process.kill(-pidOf(stack, name), 'SIGKILL'),
    stopProcesses: close,
    stop: async () => {
      await close();
      await rm(stack.stateDir, { recursive: true, force: true });
    },
  };
}

const apiOf = ({ urls, env }: Stack): RealApi => createRealApi(urls.api, env['API_ADMIN_KEY']);

function pidOf(stack: Stack, name: string): number {
  const state = stack.supervisor.states().find((process_) => process_.name === name);
  if (state?.pid === undefined || state.pid === null) throw new Error(`${name} is down.`);
  return state.pid;
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => (done ??= work());
}
