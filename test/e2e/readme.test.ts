// The README's commands, run in order by the shell against a stack that its own `npm start` brought up, in a folder of its own.
// ```sh serve: stays up until it is stopped. ```sh run: must exit 0. ```text shows: lines that the block before must print.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../helpers/dev-server.ts';
import { PROJECT, fencedBlocks, readPage } from '../helpers/markdown.ts';
import { waitFor } from '../helpers/wait-for.ts';

const START_DEADLINE_MS = 300_000;
const BLOCK_DEADLINE_MS = 240_000;
const STOP_DEADLINE_MS = 45_000;
const WORKER_DEADLINE_MS = 60_000;
/** The README's ports, by the variable that changes them. */
const PORTS = {
  API_PORT: 9095,
  TEMPORAL_PORT: 7233,
  TEMPORAL_UI_PORT: 8233,
  EMULATOR_APP_STORE_PORT: 9091,
  EMULATOR_AD_EXCHANGE_PORT: 9092,
  EMULATOR_RATES_A_PORT: 9093,
  EMULATOR_RATES_B_PORT: 9096,
} as const;
const NOT_CHECKED_OUT = ['.git', '.morrow', '.env'];

const blocks = fencedBlocks(await readPage('README.md'));
const runBlocks = blocks.flatMap((block, index) =>
  block.marker === 'run' ? [{ title: lastLine(block.text), command: block.text, shown: shownAfter(index) }] : [],
);
const [startCommand = '', workerCommand = ''] = blocks
  .filter(({ marker }) => marker === 'serve')
  .map(({ text }) => text);

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

function shownAfter(index: number): string {
  const next = blocks[index + 1];
  return next?.marker === 'shows' ? next.text : '';
}

interface Running {
  readonly process: ChildProcess;
  readonly output: () => string;
}

let folder: string;
let ports: Readonly<Record<string, number>>;
let stack: Running;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'morrow-readme-'));
  const kept = (await readdir(PROJECT)).filter((name) => !NOT_CHECKED_OUT.includes(name));
  for (const name of kept) await symlink(join(PROJECT, name), join(folder, name));
  const free: Record<string, number> = {};
  for (const name of Object.keys(PORTS)) free[name] = await freePort();
  ports = free;
  stack = launch(startCommand, environment());
  await waitFor('npm start is up', () => printed(stack, 'Running. Stop with Ctrl-C.'), START_DEADLINE_MS);
}, START_DEADLINE_MS + 10_000);

afterAll(async () => {
  if (stack !== undefined) await stop(stack, 'SIGKILL');
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

/** Nothing of the caller's that leads to another stack; `temporal` is the program that the tests work with. */
function environment(): NodeJS.ProcessEnv {
  const temporal = dirname(process.env['MORROW_TEMPORAL_CLI'] ?? '/nowhere/temporal');
  const inherited = ['HOME', 'XDG_CACHE_HOME', 'MORROW_TEMPORAL_CLI', 'LANG'].map((name) => [name, process.env[name]]);
  return {
    ...Object.fromEntries(inherited),
    ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])),
    PATH: `${temporal}:${process.env['PATH'] ?? ''}`,
    MORROW_STATE_DIR: join(folder, '.morrow'),
    NO_COLOR: '1',
  };
}

const temporalAddress = (): NodeJS.ProcessEnv => ({ TEMPORAL_ADDRESS: `127.0.0.1:${ports['TEMPORAL_PORT']}` });

function withOurPorts(command: string): string {
  return Object.entries(PORTS).reduce(
    (text, [name, port]) => text.replaceAll(`127.0.0.1:${port}`, `127.0.0.1:${ports[name]}`),
    command,
  );
}

/** In a process group of its own, so that it can be stopped as a terminal does it, with everything it started. */
function launch(command: string, env: NodeJS.ProcessEnv): Running {
  const child = spawn('bash', ['-euo', 'pipefail', '-c', withOurPorts(command)], {
    cwd: folder,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { process: child, output: () => text };
}

const isOver = ({ process: { exitCode, signalCode } }: Running): boolean => exitCode !== null || signalCode !== null;

async function printed(running: Running, text: string): Promise<boolean> {
  if (running.output().includes(text)) return true;
  if (isOver(running)) throw new Error(`It ended before it printed "${text}":\n${running.output()}`);
  return false;
}

/** Signals the group, waits for its first process, and returns its exit code; null when it had to be killed. */
async function stop(running: Running, signal: NodeJS.Signals): Promise<number | null> {
  const { pid } = running.process;
  if (isOver(running) || pid === undefined) return running.process.exitCode;
  const gone = once(running.process, 'exit');
  const kill = setTimeout(() => process.kill(-pid, 'SIGKILL'), STOP_DEADLINE_MS);
  process.kill(-pid, signal);
  await gone;
  clearTimeout(kill);
  return running.process.exitCode;
}

async function runBlock(command: string): Promise<{ readonly exitCode: number | null; readonly output: string }> {
  const running = launch(command, { ...environment(), ...temporalAddress() });
  const late = setTimeout(() => void stop(running, 'SIGKILL'), BLOCK_DEADLINE_MS);
  const [exitCode] = (await once(running.process, 'close')) as [number | null];
  clearTimeout(late);
  return { exitCode, output: running.output() };
}

/** `…` stands for what differs from run to run. */
const missingLines = (output: string, shown: string): readonly string[] =>
  shown.split('\n').filter((line) => !output.includes(line.split('…')[0] ?? line));

describe.sequential('the README', () => {
  test('starts with the command that brings everything up, and shows the table it prints', () => {
    const heading =
      /account +by source +priced by +revenue +forecast \d{4}-\d\d-\d\d +80 % interval +\d{4}-\d\d-\d\d +skill +model/;
    expect(stack.output()).toMatch(heading);
    expect(stack.output()).toMatch(/^u2 .* own currency +[\d.]+ USD/m);
    expect(stack.output()).toContain(`API documents:    http://127.0.0.1:${ports['API_PORT']}/docs`);
    expect(blocks.map(({ text }) => text).join()).toMatch(heading);
  });

  test.each(runBlocks)(
    'has a block that runs and prints what it says: $title',
    async ({ command, shown }) => {
      const { exitCode, output } = await runBlock(command);
      expect(`${output}\nexit code ${exitCode}`).toMatch(/exit code 0$/);
      expect(missingLines(output, shown)).toEqual([]);
    },
    BLOCK_DEADLINE_MS + 10_000,
  );

  test('has brought its own account to a forecast and written the export that it names', async () => {
    const response = await fetch(`http://127.0.0.1:${ports['API_PORT']}/api/accounts/acme/forecasts/2026-11-07`);
    expect(await response.json()).toMatchObject({
      forecast: { status: 'published', days: expect.arrayContaining([expect.objectContaining({ step: 28 })]) },
    });
    const rows = (await readFile(join(folder, 'revenue-export.csv'), 'utf8')).split('\n');
    expect(rows.filter((row) => /^u[12],/.test(row)).length).toBeGreaterThan(14);
  });

  test(
    'starts a second heavy worker that takes its place beside the first and leaves on SIGTERM',
    async () => {
      const worker = launch(workerCommand, { ...environment(), ...temporalAddress() });
      try {
        await waitFor('the worker is ready', () => printed(worker, '"ready":true'), WORKER_DEADLINE_MS);
        expect(worker.output()).toContain('"queue":"heavy"');
      } finally {
        expect(await stop(worker, 'SIGTERM')).toBe(0);
      }
    },
    WORKER_DEADLINE_MS + STOP_DEADLINE_MS,
  );

  test(
    'stops everything on Ctrl-C',
    async () => {
      await stop(stack, 'SIGINT');
      const answers = Object.values(ports).map((port) =>
        fetch(`http://127.0.0.1:${port}/`).then(
          () => port,
          () => null,
        ),
      );
      expect((await Promise.all(answers)).filter((port) => port !== null)).toEqual([]);
      expect(stack.output()).toContain('Stopping');
      expect(await readdir(join(folder, '.morrow'))).not.toContain('stack.json');
    },
    STOP_DEADLINE_MS + 10_000,
  );
});
