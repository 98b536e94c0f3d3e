// The emulators as a process: says when it is ready, what is missing or in its way, and leaves when told to.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { scratchFolder } from '../helpers/scratch.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const settings = {
  EMULATOR_APP_STORE_PORT: '0',
  EMULATOR_AD_EXCHANGE_PORT: '0',
  EMULATOR_RATES_A_PORT: '0',
  EMULATOR_RATES_B_PORT: '0',
  EMULATOR_AD_EXCHANGE_TOKEN: 'secret-a',
  EMULATOR_APP_STORE_1_KEY: 'secret-b',
  EMULATOR_APP_STORE_2_TOKEN: 'secret-c',
  EMULATOR_APP_STORE_3_USER: 'user',
  EMULATOR_APP_STORE_3_PASSWORD: 'secret-d',
};

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

interface Run {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  readonly exit: Promise<readonly unknown[]>;
}

function run(changes: Readonly<Record<string, string>> = {}): Run {
  const child = spawn(process.execPath, ['--import', 'tsx', 'workers/emulators.ts'], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...settings, ...changes },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (output.stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (output.stderr += String(chunk)));
  return { child, output, exit: once(child, 'close') };
}

const readySchema = z.object({ event: z.literal('ready'), urls: z.record(z.string(), z.url()) });

describe('the emulator process', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'says when it is ready, answers, and exits with 0 on %s',
    async (signal) => {
      const { child, output, exit } = run();
      await expect.poll(() => output.stdout, { timeout: 20_000 }).toMatch(/\n$/);
      const { urls } = readySchema.parse(JSON.parse(output.stdout));
      const answer = await fetch(`${urls['ratesA']}/v1/2026-10-30`);
      expect(await answer.json()).toMatchObject({ date: '2026-10-30' });
      child.kill(signal);
      expect(await exit).toEqual([0, null]);
      expect(output.stderr).toBe('');
    },
  );

  test('begins with the faults of a file, so that one that is started again misbehaves as before', async () => {
    const file = join(scratchFolder(), 'faults.json');
    writeFileSync(file, JSON.stringify([{ source: 'rates-a', kind: 'status-500' }]));
    const { output } = run({ EMULATOR_FAULTS_FILE: file });
    await expect.poll(() => output.stdout, { timeout: 20_000 }).toMatch(/\n$/);
    const { urls } = readySchema.parse(JSON.parse(output.stdout));
    expect((await fetch(`${urls['ratesA']}/v1/2026-10-30`)).status).toBe(500);
  });

  test.each([
    ['a list with a fault that does not exist', '[{"source":"rates-a","kind":"earthquake"}]', /fault 1: kind: /],
    ['no list', '{}', /must hold a JSON list of faults\.$/],
  ])('says what is wrong with a file of faults: %s', async (_case, content, problem) => {
    const file = join(scratchFolder(), 'faults.json');
    writeFileSync(file, content);
    const { output, exit } = run({ EMULATOR_FAULTS_FILE: file });
    expect(await exit).toEqual([1, null]);
    expect(output.stderr.trim()).toMatch(/^EMULATOR_FAULTS_FILE: /);
    expect(output.stderr.trim()).toMatch(problem);
  });

  test('names the port that is in use and exits with 1', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = z.object({ port: z.number() }).parse(other.address());
    const { output, exit } = run({ EMULATOR_RATES_B_PORT: String(address.port) });
    expect(await exit).toEqual([1, null]);
    expect(output.stderr).toMatch(new RegExp(`^Port ${address.port} is in use: .*EMULATOR_RATES_B_PORT.*\\.\n$`));
    other.close();
  });

  test.each([
    ['EMULATOR_APP_STORE_1_KEY', ''],
    ['EMULATOR_RATES_A_PORT', '70000'],
    ['EMULATOR_REPORT_HOUR', 'noon'],
  ])('names the setting that is wrong, without telling secrets: %s', async (name, value) => {
    const { output, exit } = run({ [name]: value });
    expect(await exit).toEqual([1, null]);
    expect(output.stderr).toMatch(new RegExp(`^${name} .*\\.\n$`));
    expect(output.stderr).not.toContain('secret-');
  });
});
