// A real Temporal dev server for one test file: own ports, in memory, stopped for certain, also with a test process that is killed
// or never gets as far as stopping it. Its CLI comes along.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { startChild, type Child } from '../../scripts/lib/child.ts';
import { SEARCH_ATTRIBUTES } from '../../src/contract/search-attributes.ts';

export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface DevServer {
  /** `host:port` of the frontend. */
  readonly address: string;
  /** Environment for processes that are to talk to this server and to no other. */
  readonly env: NodeJS.ProcessEnv;
  /** Runs the real `temporal` command against this server. */
  cli(args: readonly string[]): Promise<CliResult>;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const START_DEADLINE_MS = 30_000;
const CLI_DEADLINE_MS = 20_000;
const STOP_DEADLINE_MS = 10_000;
/** Characters of its log that an error quotes. */
const LOG_TAIL = 2_000;

/**
 * Takes the binary of MORROW_TEMPORAL_CLI, else `temporal` on the PATH.
 * @param dynamicConfig settings of the server that differ from its defaults.
 */
export async function startDevServer(dynamicConfig: Readonly<Record<string, string>> = {}): Promise<DevServer> {
  const binary = process.env['MORROW_TEMPORAL_CLI'] ?? 'temporal';
  const port = await freePort();
  const address = `${HOST}:${port}`;
  const env = { ...process.env, TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: 'default', NO_COLOR: '1' };
  const folder = await mkdtemp(join(tmpdir(), 'morrow-dev-server-'));
  const logFile = join(folder, 'server.log');
  const args = serverArgs(port, dynamicConfig);
  const server = await startChild({ command: binary, args, env, kind: 'program', logFile, cwd: folder });
  const stop = async (): Promise<void> => {
    await server.stop(STOP_DEADLINE_MS);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await Promise.race([listening(address), exited(server, logFile)]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { address, env, cli: (args) => runCli(binary, args, env), stop };
}

const serverArgs = (port: number, dynamicConfig: Readonly<Record<string, string>>): string[] => [
  'server',
  'start-dev',
  '--headless',
  '--ip',
  HOST,
  '--port',
  String(port),
  '--log-level',
  'error',
  ...Object.values(SEARCH_ATTRIBUTES).flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
  ...Object.entries(dynamicConfig).flatMap(([key, value]) => ['--dynamic-config-value', `${key}=${value}`]),
];

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, HOST);
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('The probe socket has no port.');
  return address.port;
}

async function listening(address: string): Promise<void> {
  const deadline = Date.now() + START_DEADLINE_MS;
  for (;;) {
    try {
      const connection = await Connection.connect({ address, connectTimeout: 2_000 });
      await connection.workflowService.describeNamespace({ namespace: 'default' });
      return await connection.close();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function exited(server: Child, logFile: string): Promise<never> {
  await server.exited;
  const log = await readFile(logFile, 'utf8').catch(() => '');
  throw new Error(`The dev server ended by itself. ${log.slice(-LOG_TAIL)}`);
}

const runCli = (binary: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<CliResult> =>
  new Promise((resolve) => {
    execFile(binary, args, { env, timeout: CLI_DEADLINE_MS }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ exitCode, stdout, stderr: stderr || (error?.message ?? '') });
    });
  });
