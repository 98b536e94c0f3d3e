// The embedded Temporal server: durable in one SQLite file, with the server features switched on that Morrow uses.
import { join } from 'node:path';
import { connectTemporal } from '../../src/temporal/connect.ts';
import { prepareNamespace } from '../../src/temporal/namespace.ts';
import type { EnvironmentVariables } from './project.ts';
import { whenListening } from './ready.ts';
import type { ProcessSpec } from './supervised.ts';

export interface TemporalServerOptions {
  /** The `temporal` program. */
  readonly binary: string;
  readonly port: number;
  readonly uiPort: number;
  /** Null: in memory, for benchmarks. */
  readonly databaseFile: string | null;
  /** Where its Web UI has encrypted payloads read; absent or null: nowhere. */
  readonly codecEndpoint?: string | null;
  readonly logDir: string;
  readonly cwd: string;
  readonly env: EnvironmentVariables;
}

/**
 * Off by default in server 1.29: priority and fairness (exact with one partition), the list of workers, and eager
 * activities, which save a round trip per step. The queues of the one shard of an embedded server may be read 20 times a second
 * by default: a small day, which goes from task to task, then waits 50 ms for each.
 */
export const DYNAMIC_CONFIG = {
  'matching.useNewMatcher': 'true',
  'matching.enableFairness': 'true',
  'matching.numTaskqueueReadPartitions': '1',
  'matching.numTaskqueueWritePartitions': '1',
  'frontend.WorkerHeartbeatsEnabled': 'true',
  'frontend.ListWorkersEnabled': 'true',
  'system.enableActivityEagerExecution': 'true',
  'history.transferProcessorMaxPollRPS': '1000',
  'history.timerProcessorMaxPollRPS': '1000',
  'history.visibilityProcessorMaxPollRPS': '1000',
} as const;

/** WAL with `normal` survives kill -9; only a power cut may cost the last moments. Several times faster than the default. */
const PRAGMAS = ['journal_mode=wal', 'synchronous=normal'] as const;

/**
 * Fewer garbage collections than by Go's default, for more memory at the peak: about 5 % less processor time over four
 * series, two of which showed nothing (docs/performance.md). The caller's environment decides.
 */
const GO_MEMORY = { GOGC: '200', GOMEMLIMIT: '768MiB' } as const;

const READY_TIMEOUT_MS = 30_000;
const GRACE_MS = 10_000;
const NAMESPACE_DEADLINE_MS = 30_000;
const LOOPBACK = '127.0.0.1';

export function temporalServerSpec(options: TemporalServerOptions): ProcessSpec {
  return {
    name: 'temporal',
    command: options.binary,
    args: temporalServerArguments(options),
    env: { ...GO_MEMORY, ...options.env },
    kind: 'program',
    cwd: options.cwd,
    logFile: join(options.logDir, 'temporal.log'),
    ready: whenListening(options.port),
    readyTimeoutMs: READY_TIMEOUT_MS,
    graceMs: GRACE_MS,
    stage: 0,
  };
}

export function temporalServerArguments({
  port,
  uiPort,
  databaseFile,
  codecEndpoint = null,
}: TemporalServerOptions): string[] {
  const database =
    databaseFile === null
      ? []
      : ['--db-filename', databaseFile, ...PRAGMAS.flatMap((pragma) => ['--sqlite-pragma', pragma])];
  const features = Object.entries(DYNAMIC_CONFIG).flatMap(([key, value]) => [
    '--dynamic-config-value',
    `${key}=${value}`,
  ]);
  // Shown histories are decrypted by the API; it is asked by the reader's browser.
  const codec = codecEndpoint === null ? [] : ['--ui-codec-endpoint', codecEndpoint];
  const listening = ['--ip', LOOPBACK, '--port', String(port), '--ui-port', String(uiPort)];
  return ['server', 'start-dev', ...listening, '--log-level', 'warn', ...database, ...features, ...codec];
}

/** Waits until the server answers, then makes its namespace ours. */
export async function prepareTemporal(env: EnvironmentVariables): Promise<void> {
  const temporal = await connectTemporal(env, { deadlineMs: NAMESPACE_DEADLINE_MS });
  try {
    await prepareNamespace(temporal.connection, { namespace: temporal.namespace });
  } finally {
    await temporal.close();
  }
}
