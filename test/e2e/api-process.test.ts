// The API as its own process: ready line, health while store and Temporal are away, busy port, shutdown.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ADMIN_KEY, bearer } from '../helpers/access.ts';
import { DEAD_ADDRESS } from '../helpers/api-stack.ts';
import { waitFor } from '../helpers/wait-for.ts';

const ENTRY = fileURLToPath(new URL('../../workers/api.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface ApiProcess {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
}

let folder: string;
let running: ApiProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'morrow-api-process-'));
});

afterEach(async () => {
  for (const { child } of running) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
  running = [];
  await rm(folder, { recursive: true, force: true });
});

function startProcess(settings: NodeJS.ProcessEnv = {}): ApiProcess {
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    MORROW_STATE_DIR: folder,
    API_PORT: '0',
    TEMPORAL_ADDRESS: DEAD_ADDRESS,
    ...settings,
  };
  const child = spawn(process.execPath, ['--import', 'tsx', ENTRY], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  const started = { child, output };
  running.push(started);
  return started;
}

async function ready({ output }: ApiProcess): Promise<string> {
  await waitFor('the ready line', async () => output.stdout.includes('\n'));
  const { url } = JSON.parse(output.stdout) as { readonly url: string };
  return url;
}

const readState = async (url: string): Promise<unknown> => (await fetch(`${url}/readyz`)).json();

const exitCode = async ({ child }: ApiProcess): Promise<number | null> => {
  if (child.exitCode === null) await once(child, 'exit');
  return child.exitCode;
};

describe('the API process', () => {
  test('says where it listens, serves, and ends with 0 on SIGTERM', async () => {
    const api = startProcess();
    const url = await ready(api);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    await waitFor('the store', async () => (await fetch(`${url}/api/accounts`)).status === 200);
    expect((await fetch(`${url}/api/runs/day%2Fdaily%2F2026-01-01`)).status).toBe(503);
    api.child.kill('SIGTERM');
    expect(await exitCode(api)).toBe(0);
    // An uncaught error would stand between the log lines as plain text.
    for (const line of api.output.stderr.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
  });

  test('is alive while the store cannot be opened, and takes it as soon as it can be', async () => {
    const blocker = join(folder, 'data');
    await writeFile(blocker, 'a file where the folder should be');
    const api = startProcess({ SQLITE_FILE: join(blocker, 'morrow.db') });
    const url = await ready(api);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    await waitFor('a first try', async () => api.output.stderr.includes('store not open yet'));
    expect(await readState(url)).toMatchObject({ checks: { store: { state: 'down' } } });
    const refused = await fetch(`${url}/api/accounts`);
    expect([refused.status, await refused.json()]).toMatchObject([503, { code: 'STORE_UNREACHABLE' }]);
    await rm(blocker);
    await waitFor('the store', async () => (await fetch(`${url}/api/accounts`)).status === 200);
  });

  test('names the port and the variable when the port is busy, and ends with 1', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const address = blocker.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const api = startProcess({ API_PORT: String(port) });
    expect(await exitCode(api)).toBe(1);
    expect(api.output.stderr).toMatch(new RegExp(`^api: PORT_BUSY: Port ${port} .*API_PORT.*\n$`));
    blocker.close();
  });

  test('does not listen where other machines could reach it unless access is configured', async () => {
    const open = startProcess({ API_HOST: '0.0.0.0' });
    expect(await exitCode(open)).toBe(1);
    expect(open.output.stderr).toMatch(/^api: INVALID_CONFIG: API_HOST is 0\.0\.0\.0, .*API_ACCESS=required.*\n$/);
    expect(open.output.stdout).toBe('');
    const keyFile = join(folder, 'admin-key');
    await writeFile(keyFile, `${ADMIN_KEY}\n`);
    const guarded = startProcess({ API_HOST: '0.0.0.0', API_ADMIN_KEY_FILE: keyFile });
    const url = (await ready(guarded)).replace('0.0.0.0', '127.0.0.1');
    expect((await fetch(`${url}/api/accounts`)).status).toBe(401);
    await waitFor('the store', async () => (await fetch(`${url}/api/accounts`, { headers: bearer(ADMIN_KEY) })).ok);
    expect(guarded.output.stderr).not.toContain(ADMIN_KEY);
  });

  test('names the variable of a wrong setting and ends with 1', async () => {
    const api = startProcess({ API_PORT: 'http' });
    expect(await exitCode(api)).toBe(1);
    expect(api.output.stderr).toMatch(/^api: INVALID_CONFIG: .*API_PORT.*\n$/);
  });
});
