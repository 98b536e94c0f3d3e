// The processes around a day: they answer for themselves, keep every secret to themselves, and leave nothing running behind.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startStack } from '../../scripts/lib/stack.ts';
import { accountDayId } from '../../src/contract/workflow-ids.ts';
import { accountId, isoDate } from '../helpers/builders.ts';
import { collectHistories } from '../helpers/histories.ts';
import { demoAccounts } from '../helpers/many-accounts.ts';
import { freeEnvironment, recordingProgress, startRealStack, type RealStack } from '../helpers/real-stack.ts';
import { waitFor } from '../helpers/wait-for.ts';

const DATE = '2026-10-01';
const ACCOUNTS = demoAccounts(['u1', 'u2', 'demo-tin-robot']);

/** Recognisable wherever they might turn up. */
const SECRETS = {
  AD_EXCHANGE_TOKEN: 'canary-ad-exchange-5f1c',
  APP_STORE_1_KEY: 'canary-store-one-77aa',
  APP_STORE_2_TOKEN: 'canary-store-two-0b3e',
  APP_STORE_3_USER: 'canary-user-91d0',
  APP_STORE_3_PASSWORD: 'canary-store-three-c4d8',
} as const;
const BASIC = Buffer.from(`${SECRETS.APP_STORE_3_USER}:${SECRETS.APP_STORE_3_PASSWORD}`).toString('base64');
/** A user name is no secret. */
const HIDDEN = [...Object.values(SECRETS).filter((value) => value !== SECRETS.APP_STORE_3_USER), 'canary-right', BASIC];

let stack: RealStack;

beforeAll(async () => {
  // Store 2 asks for another token than we have: what is refused must not be repeated anywhere either.
  stack = await startRealStack({ env: { ...SECRETS, EMULATOR_APP_STORE_2_TOKEN: 'canary-right-token-2222' } });
  await stack.putAccounts(ACCOUNTS);
});
afterAll(() => stack?.stop());

const dayId = (account: string): string => accountDayId('daily', isoDate(DATE), accountId(account));

/** Every process below this one and what each was started with, without the one that lists them. */
function descendants(): readonly { readonly pid: number; readonly command: string }[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  const all = lines.flatMap((line) => {
    const [, pid, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
  const below = (parent: number): typeof all =>
    all.filter((entry) => entry.parent === parent).flatMap((entry) => [entry, ...below(entry.pid)]);
  return below(process.pid).filter(({ command }) => !command.startsWith('ps -A'));
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const logFiles = (): readonly string[] => readdirSync(join(stack.stateDir, 'logs'));

async function statusOf(url: string): Promise<number> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  await response.body?.cancel();
  return response.status;
}

/** The port that a worker announced in its ready line. */
function healthPort(worker: string): number {
  const log = readFileSync(join(stack.stateDir, 'logs', `${worker}.log`), 'utf8');
  const line = log.split('\n').find((text) => text.startsWith('{"ready":true'));
  return z.object({ healthPort: z.number() }).parse(JSON.parse(line ?? '{}')).healthPort;
}

describe('while the stack runs', () => {
  test('each process answers for its health', async () => {
    const { env } = stack;
    const ports = ['APP_STORE', 'AD_EXCHANGE', 'RATES_A', 'RATES_B'].map((name) => env[`EMULATOR_${name}_PORT`]);
    const urls = [
      `http://127.0.0.1:${healthPort('worker-default')}/healthz`,
      `http://127.0.0.1:${healthPort('worker-heavy')}/healthz`,
      `http://127.0.0.1:${env['API_PORT']}/healthz`,
      `http://127.0.0.1:${env['API_PORT']}/readyz`,
      `http://127.0.0.1:${env['TEMPORAL_UI_PORT']}/`,
      ...ports.map((port) => `http://127.0.0.1:${port}/__emulator/health`),
    ];
    for (const url of urls) expect(await statusOf(url), url).toBe(200);
  });

  test('wrong credentials of one source fail only the accounts that use it', async () => {
    const run = await stack.runDay({ date: DATE });

    expect(run.tally).toMatchObject({ published: 2, failed: 1, failuresByCode: { SOURCE_UNAUTHORIZED: 1 } });
    expect(await stack.store.runs.find(dayId('u1'))).toMatchObject({ errorCode: 'SOURCE_UNAUTHORIZED' });
  });

  test('no history and no answer of the API holds a secret', async () => {
    const root = `day/daily/${DATE}`;
    const histories = JSON.stringify(await collectHistories(stack.client, [root]), (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    const paths = [
      `/api/runs/${encodeURIComponent(root)}`,
      `/api/runs/${encodeURIComponent(dayId('u1'))}`,
      '/api/runs',
      '/api/accounts',
      '/api/accounts/nobody',
      `/api/accounts/u1/revenue?from=${DATE}&to=${DATE}`,
      `/api/accounts/u2/revenue?from=${DATE}&to=${DATE}`,
      '/readyz',
      '/openapi.json',
    ];
    const answers = await Promise.all(paths.map(async (path) => (await stack.call('GET', path)).text));

    expect(histories).toContain('SOURCE_UNAUTHORIZED');
    expect(answers.join('\n')).toContain('SOURCE_UNAUTHORIZED');
    for (const secret of HIDDEN) for (const text of [histories, ...answers]) expect(text).not.toContain(secret);
  });

  test('a second stack on the same ports is refused in one clear line', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'morrow-e2e-second-'));
    const said: string[] = [];
    const env = { ...(await freeEnvironment(folder)), API_PORT: `${stack.env['API_PORT']}` };
    try {
      const second = startStack({ env, progress: recordingProgress(said), mode: 'built' });
      const error: unknown = await second.then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(error).toMatchObject({ code: 'PORT_BUSY' });
      expect(String(error)).toMatch(new RegExp(`port ${env.API_PORT} for the API \\(change it with API_PORT\\)`));
      expect(String(error)).not.toContain('\n');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('a worker whose health port is taken says so in one line and ends with code 1', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const address = z.object({ port: z.number() }).parse(taken.address());
    const ended = runEntry('heavy', { WORKER_HEALTH_PORT: String(address.port) });
    taken.close();

    expect(ended.code).toBe(1);
    expect(ended.lines).toHaveLength(1);
    expect(ended.lines[0]).toContain(String(address.port));
    expect(ended.lines[0]).toContain('WORKER_HEALTH_PORT');
  });
});

/** Runs a worker entry that is expected to end by itself; its own words without log lines. */
function runEntry(entry: string, env: Readonly<Record<string, string>>): { code: number; lines: readonly string[] } {
  try {
    execFileSync(process.execPath, [join('dist', 'workers', `${entry}.js`)], {
      env: { ...definedOnly(stack.env), ...env },
      encoding: 'utf8',
      timeout: 20_000,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { code: 0, lines: [] };
  } catch (error) {
    const { status, stderr } = z.object({ status: z.number(), stderr: z.string() }).parse(error);
    const lines = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
    return { code: status, lines };
  }
}

const definedOnly = (env: RealStack['env']): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));

describe('after the stack has stopped', () => {
  let before: readonly { readonly pid: number; readonly command: string }[];

  beforeAll(async () => {
    before = descendants();
    await stack.stopProcesses();
  });

  test('no process of it is left', async () => {
    expect(before.length).toBeGreaterThanOrEqual(6);
    // A killed process stays in the list until the system has taken note of its end.
    await waitFor('all gone', () => Promise.resolve(!before.some(({ pid }) => isAlive(pid))), 5_000).catch(() => null);
    expect(before.filter(({ pid }) => isAlive(pid))).toEqual([]);
  });

  test('no log, no database and no other file of the state folder holds a secret', () => {
    const files = readdirSync(stack.stateDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const holding = (text: string): readonly string[] => files.filter((file) => readFileSync(file).includes(text));

    // The search finds what is there: in both databases and in the logs.
    expect(holding('demo-tin-robot').some((file) => file.includes('morrow.db'))).toBe(true);
    expect(holding('demo-tin-robot').some((file) => file.includes('temporal.db'))).toBe(true);
    expect(logFiles()).toContain('worker-default.log');
    for (const secret of HIDDEN) expect(holding(secret), secret).toEqual([]);
  });

  test('every worker said that it drained and stopped', () => {
    for (const worker of ['worker-default', 'worker-heavy']) {
      expect(readFileSync(join(stack.stateDir, 'logs', `${worker}.log`), 'utf8')).toContain('worker stopped');
    }
  });
});
