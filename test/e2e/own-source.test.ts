// docs/own-source.md, done as it says in a copy of the project: files, edits, compiler, emulator, and a day of an account with the new source.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../helpers/dev-server.ts';
import { PROJECT, applyEdit, fencedBlocks, readPage } from '../helpers/markdown.ts';
import { waitFor } from '../helpers/wait-for.ts';

const DEADLINE_MS = 100_000;
const COPIED = ['src', 'tsconfig.json', 'package.json', 'test/e2e/own-source-child.ts'];

let folder: string;
let emulator: ChildProcess;
let shopUrl: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'morrow-own-source-'));
  for (const path of COPIED) await cp(join(PROJECT, path), join(folder, path), { recursive: true });
  await symlink(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  await followThePage();
  emulator = await startEmulator(await freePort());
});

afterAll(async () => {
  if (emulator !== undefined && emulator.exitCode === null) {
    const gone = once(emulator, 'exit');
    emulator.kill('SIGTERM');
    await gone;
  }
  await rm(folder, { recursive: true, force: true });
});

async function followThePage(): Promise<void> {
  for (const { language, marker, text } of fencedBlocks(await readPage('docs/own-source.md'))) {
    const path = /^file=(\S+)$/.exec(marker)?.[1];
    if (path === undefined) continue;
    const file = join(folder, path);
    await writeFile(file, language === 'diff' ? applyEdit(await readFile(file, 'utf8'), text) : text);
  }
}

/** The page's own command, on a port that is free here. */
async function startEmulator(port: number): Promise<ChildProcess> {
  const page = await readPage('docs/own-source.md');
  const command = fencedBlocks(page).find(({ text }) => text.includes('startWebShop({ port'))?.text ?? 'exit 1';
  const child = spawn('bash', ['-c', `exec ${command.replace('9097', String(port))}`], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  shopUrl = `http://127.0.0.1:${port}`;
  await waitFor('the web shop listens', () => isListening(port), DEADLINE_MS);
  return child;
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect').finally(() => socket.destroy());
  return true;
}

interface Ended {
  readonly exitCode: number;
  readonly output: string;
}

function node(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const options = { cwd: folder, timeout: DEADLINE_MS, env: { PATH: process.env['PATH'], ...env } };
  return new Promise((resolve) => {
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code ?? -1), output: stdout || stderr });
    });
  });
}

/** The account's day in a process of the copy, with a store of its own. */
async function collectDay(name: string, env: NodeJS.ProcessEnv): Promise<unknown> {
  const place = { SQLITE_FILE: join(folder, `${name}.db`), WEB_SHOP_URL: shopUrl };
  const { output } = await node(['--import', 'tsx', 'test/e2e/own-source-child.ts'], { ...place, ...env });
  return JSON.parse(output);
}

describe('a source added as docs/own-source.md says', () => {
  test(
    'compiles under the rules of the project',
    async () => {
      const tsc = join(PROJECT, 'node_modules', 'typescript', 'bin', 'tsc');
      expect(await node([tsc, '-b', 'src/connectors', 'src/emulators'])).toEqual({ exitCode: 0, output: '' });
    },
    DEADLINE_MS + 10_000,
  );

  test('is fetched, transformed and merged for an account that enables it', async () => {
    expect(await collectDay('good', { WEB_SHOP_TOKEN: 'shop-token' })).toMatchObject({
      sources: [{ sourceId: 'web-shop', amount: '15.000000', currency: 'EUR', items: 2, rejected: 0 }],
      days: [{ amount: '15.00', currency: 'EUR', origin: 'sources', shares: [{ sourceId: 'web-shop' }] }],
    });
  });

  test('refused by the shop it fails with the code for wrong credentials', async () => {
    expect(await collectDay('refused', { WEB_SHOP_TOKEN: 'wrong' })).toEqual({ failed: 'SOURCE_UNAUTHORIZED' });
  });

  test('without its credential it says that it is not configured, and nothing else is disturbed', async () => {
    expect(await collectDay('unset', {})).toEqual({ failed: 'SOURCE_NOT_CONFIGURED' });
  });
});
