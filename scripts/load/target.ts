// Which API is put under load: a named one, the stack that runs here, or one of its own on an empty store.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MorrowError } from '../../src/contract/errors.ts';
import { readConfig } from '../../src/config/config.ts';
import { startChild } from '../lib/child.ts';
import { findFreePorts } from '../lib/ports.ts';
import { nodeArguments, projectRoot, type EnvironmentVariables } from '../lib/project.ts';
import { readRunningStack } from '../lib/stack-file.ts';
import { historyOf } from './plan.ts';

export interface Target {
  readonly url: string;
  readonly name: string;
  close(): Promise<void>;
}

const GRACE_MS = 5_000;
const WARM_UP_REQUESTS = 200;
const RETRY_MS = 50;
const nothing = (): Promise<void> => Promise.resolve();

/** @throws MorrowError PROCESS_FAILED when its own API does not start. */
export async function openTarget(url: string | null, env: EnvironmentVariables): Promise<Target> {
  if (url !== null) return { url, name: url, close: nothing };
  const stack = readRunningStack(readConfig(env).MORROW_STATE_DIR);
  const running = stack?.urls['api'];
  return running === undefined ? startOwn(env) : { url: running, name: 'the stack that runs here', close: nothing };
}

/** Without Temporal: nothing of the load asks for it. */
async function startOwn(env: EnvironmentVariables): Promise<Target> {
  const folder = await mkdtemp(join(tmpdir(), 'morrow-load-'));
  const [port] = await findFreePorts(1);
  const child = await startChild({
    kind: 'node',
    command: process.execPath,
    args: nodeArguments('workers/api'),
    env: { PATH: env['PATH'], HOME: env['HOME'], MORROW_STATE_DIR: folder, API_PORT: String(port) },
    logFile: join(folder, 'api.log'),
    cwd: projectRoot,
  });
  const gone = child.exited.then(({ code }) => {
    throw new MorrowError('PROCESS_FAILED', `The API ended with ${code}; its log is ${join(folder, 'api.log')}.`);
  });
  gone.catch(() => undefined);
  const url = `http://127.0.0.1:${port}`;
  await Promise.race([warmUp(url), gone]);
  return {
    url,
    name: 'an API of its own on an empty store',
    close: async () => {
      await child.stop(GRACE_MS);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Until the store is open, and the code in its threads has been compiled: an API that people use runs for weeks. */
async function warmUp(url: string): Promise<void> {
  for (let done = 0; done < WARM_UP_REQUESTS;) {
    const status = await predictOnce(url);
    if (status === 200) done += 1;
    else await pause(RETRY_MS);
  }
}

const predictOnce = async (url: string): Promise<number> => {
  const response = await fetch(`${url}/api/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: historyOf(0),
  }).catch(() => null);
  await response?.arrayBuffer();
  return response?.status ?? 0;
};
