// What the stack consists of besides the Temporal server: emulators, workers, API. How each is started, found ready and stopped.
import { join } from 'node:path';
import { readConfig } from '../../src/config/config.ts';
import { TASK_QUEUES, type TaskQueue } from '../../src/contract/queues.ts';
import type { ChildSpec } from './child.ts';
import { nodeArguments, projectRoot } from './project.ts';
import { whenAnnounced, whenHealthy, type ReadyCheck } from './ready.ts';
import type { StackSettings } from './stack-settings.ts';
import type { ProcessSpec } from './supervised.ts';

export interface WorkerCounts {
  readonly default: number;
  readonly heavy: number;
}

const READY_TIMEOUT_MS = 60_000;
/** So much longer than a worker's own grace time: it ends by itself, and is not killed with work in hand. */
const WORKER_MARGIN_MS = 5_000;
const SERVICE_GRACE_MS = 10_000;

/** The server is 0: everything else stops before it. */
const STAGE = { emulators: 1, workers: 2, api: 3 } as const;

export function emulatorsSpec(settings: StackSettings): ProcessSpec {
  const { ports } = settings;
  const watched = [
    ports.EMULATOR_APP_STORE_PORT,
    ports.EMULATOR_AD_EXCHANGE_PORT,
    ports.EMULATOR_RATES_A_PORT,
    ports.EMULATOR_RATES_B_PORT,
  ];
  return {
    // Independent of the project's code by design, so it ends with its parent the way foreign programs do.
    ...nodeProcess(settings, { name: 'emulators', entry: 'workers/emulators', kind: 'program' }),
    ready: allOf(watched.map((port) => whenHealthy(`http://127.0.0.1:${port}/__emulator/health`))),
    graceMs: SERVICE_GRACE_MS,
    stage: STAGE.emulators,
  };
}

export function workerSpecs(settings: StackSettings, counts: WorkerCounts): ProcessSpec[] {
  return TASK_QUEUES.flatMap((queue) =>
    Array.from({ length: counts[queue] }, (_, index) => workerSpec(settings, queue, index + 1)),
  );
}

/** @param number from 1; names the process, which is `worker-heavy`, `worker-heavy-2` and so on. */
export function workerSpec(settings: WorkerSettings, queue: TaskQueue, number: number): ProcessSpec {
  return {
    ...nodeProcess(settings, {
      name: number === 1 ? `worker-${queue}` : `worker-${queue}-${number}`,
      entry: `workers/${queue}`,
      kind: 'node',
    }),
    ready: whenAnnounced,
    graceMs: readConfig(settings.env).WORKER_SHUTDOWN_GRACE_MS + WORKER_MARGIN_MS,
    stage: STAGE.workers,
  };
}

export type WorkerSettings = Pick<StackSettings, 'env' | 'mode' | 'stateDir'>;

export function apiSpec(settings: StackSettings): ProcessSpec {
  return {
    ...nodeProcess(settings, { name: 'api', entry: 'workers/api', kind: 'node' }),
    // Under TLS with a certificate of the user's own nobody here can ask it.
    ready: settings.env['API_TLS_CERT']
      ? whenAnnounced
      : allOf([whenAnnounced, whenHealthy(`http://127.0.0.1:${settings.ports.API_PORT}/readyz`)]),
    graceMs: SERVICE_GRACE_MS,
    stage: STAGE.api,
  };
}

interface NodeProcess {
  readonly name: string;
  readonly entry: string;
  readonly kind: ChildSpec['kind'];
}

export function nodeProcess(
  { env, mode, stateDir }: WorkerSettings,
  { name, entry, kind }: NodeProcess,
): Omit<ProcessSpec, 'ready' | 'graceMs' | 'stage'> {
  return {
    name,
    kind,
    env,
    command: process.execPath,
    args: ['--enable-source-maps', ...nodeArguments(entry, mode)],
    cwd: projectRoot,
    logFile: join(stateDir, 'logs', `${name}.log`),
    readyTimeoutMs: READY_TIMEOUT_MS,
  };
}

const allOf =
  (checks: readonly ReadyCheck[]): ReadyCheck =>
  async (child, signal) => {
    await Promise.all(checks.map((check) => check(child, signal)));
    return {};
  };
