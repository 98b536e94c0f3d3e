// Supervised processes stay up, are given up when they cannot, and never outlive those who want them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isRunning, processTree } from '../../scripts/lib/process-info.ts';
import { createSupervisor, type Supervisor } from '../../scripts/lib/processes.ts';
import { projectRoot } from '../../scripts/lib/project.ts';
import { whenAnnounced } from '../../scripts/lib/ready.ts';
import type { ProcessSpec } from '../../scripts/lib/supervised.ts';
import { scratchFolder } from '../helpers/scratch.ts';
import { waitFor } from '../helpers/wait-for.ts';

const POLICY = { maxDeaths: 5, windowMs: 60_000, firstPauseMs: 5, longestPauseMs: 20 };
const READY = 'process.send({ ready: true, port: 7 });';
const STAYS = `${READY} setInterval(() => {}, 1000);`;

interface Scene {
  readonly folder: string;
  readonly said: string[];
  readonly supervisor: Supervisor;
  spec(code: string, changes?: Partial<ProcessSpec>): ProcessSpec;
  pid(name?: string): number;
}

function scene(): Scene {
  const folder = scratchFolder();
  const said: string[] = [];
  const supervisor = createSupervisor({ say: (line) => void said.push(line), policy: POLICY });
  onTestFinished(() => supervisor.stopAll());
  return {
    folder,
    said,
    supervisor,
    pid: (name = 'one') => supervisor.states().find((state) => state.name === name)?.pid ?? 0,
    spec: (code, changes) => ({
      name: 'one',
      kind: 'node',
      command: process.execPath,
      args: ['-e', code],
      env: process.env,
      cwd: folder,
      logFile: join(folder, 'one.log'),
      ready: whenAnnounced,
      readyTimeoutMs: 20_000,
      graceMs: 5_000,
      stage: 0,
      ...changes,
    }),
  };
}

const alive = (pid: number): boolean => isRunning({ pid, startMark: null });

describe('starting', () => {
  test('a process is up when it says so, and what it says is handed on', async () => {
    const { supervisor, spec, pid } = scene();
    expect(await supervisor.start(spec(STAYS))).toMatchObject({ port: 7 });
    expect(alive(pid())).toBe(true);
  });

  test('a process that has ended is not up again before it says so', async () => {
    const { supervisor, spec, pid, folder } = scene();
    const flag = join(folder, 'may-serve');
    writeFileSync(flag, '');
    const waits = `const wait = () => require('node:fs').existsSync(${JSON.stringify(flag)}) ? process.send({ ready: true }) : setTimeout(wait, 5);`;
    await supervisor.start(spec(`${waits} wait(); setInterval(() => {}, 1000);`));
    const first = pid();
    const isUp = (): boolean => supervisor.states().some(({ name, up }) => name === 'one' && up);
    expect(isUp()).toBe(true);

    rmSync(flag);
    process.kill(first, 'SIGKILL');
    await waitFor('the next one', () => Promise.resolve(pid() !== 0 && pid() !== first));
    expect(isUp()).toBe(false);
    writeFileSync(flag, '');
    await waitFor('it being up', () => Promise.resolve(isUp()));
  });

  test('a process that ends before it is up fails the start, with the end of its log', async () => {
    const { supervisor, spec } = scene();
    const start = supervisor.start(spec('console.error("the disk is on fire"); process.exit(3)'));
    await expect(start).rejects.toMatchObject({
      code: 'PROCESS_FAILED',
      message: expect.stringMatching(/code 3[^]*the disk is on fire/),
    });
  });

  test('a process that never gets ready fails the start and is gone', async () => {
    const { supervisor, spec, pid } = scene();
    const start = supervisor.start(spec('setInterval(() => {}, 1000)', { readyTimeoutMs: 300 }));
    const refused = expect(start).rejects.toThrow(/not ready after 0.3 s/);
    await waitFor('it has a process', async () => pid() > 0);
    const running = pid();
    await refused;
    expect(alive(running)).toBe(false);
  });

  test('a program that does not exist fails the start', async () => {
    const { supervisor, spec } = scene();
    await expect(supervisor.start(spec('', { command: '/no/such/program' }))).rejects.toThrow(/no\/such\/program/);
  });
});

describe('staying up', () => {
  test('a killed process comes back, and both are said', async () => {
    const { supervisor, spec, pid, said } = scene();
    await supervisor.start(spec(STAYS));
    const first = pid();
    process.kill(first, 'SIGKILL');
    await waitFor('it is back', async () => said.some((line) => /one is back after/.test(line)));
    expect(said[0]).toMatch(/one ended by SIGKILL.*one\.log/);
    expect(alive(pid())).toBe(true);
    expect(pid()).not.toBe(first);
  });

  test('a program whose watcher is killed goes with it, so that its ports are free for the next one', async () => {
    const { supervisor, spec, pid, said } = scene();
    const ready = () => Promise.resolve({});
    await supervisor.start(spec('setInterval(() => {}, 1000);', { kind: 'program', ready }));
    const watcher = pid();
    await waitFor('the program below its watcher', async () => processTree(watcher).length > 1);
    const first = processTree(watcher);

    process.kill(watcher, 'SIGKILL');
    await waitFor('another one', async () => said.some((line) => line.includes('is back')) && pid() !== watcher);
    await waitFor('nothing left of the first', async () => first.every((one) => !alive(one)));
  });

  test('a process that dies five times in a minute is given up, with the end of its log', async () => {
    const { supervisor, spec, folder } = scene();
    const code = `require("fs").appendFileSync("starts", "x"); console.log("cannot go on"); process.send({ ready: true }, () => process.exit(1));`;
    await supervisor.start(spec(code));
    const error = await supervisor.givenUp;
    expect(error.message).toMatch(/one died 5 times within 60 s and is given up[^]*cannot go on/);
    expect(readFileSync(join(folder, 'starts'), 'utf8')).toBe('xxxxx');
  });

  test('a planned replacement is another process and no death', async () => {
    const { supervisor, spec, pid, said } = scene();
    await supervisor.start(spec(STAYS));
    const pids = new Set([pid()]);
    for (let count = 1; count <= POLICY.maxDeaths; count += 1) {
      await supervisor.replace('one');
      await waitFor('the new one is up', async () => said.filter((line) => /is back/.test(line)).length === count);
      pids.add(pid());
    }
    expect(pids.size).toBe(POLICY.maxDeaths + 1);
    expect(said.filter((line) => /ended/.test(line))).toEqual([]);
  });
});

describe('stopping', () => {
  test('a process that ignores SIGTERM is killed after its grace time', async () => {
    const { supervisor, spec, pid } = scene();
    await supervisor.start(spec(`process.on("SIGTERM", () => {}); ${STAYS}`, { graceMs: 100 }));
    const running = pid();
    await supervisor.stopAll();
    expect(alive(running)).toBe(false);
  });

  test('higher stages have ended before lower ones are asked to', async () => {
    const { supervisor, spec, folder } = scene();
    const writes = (name: string): string =>
      `const write = (what) => require("fs").appendFileSync("diary", "${name} " + what + "\\n");
       process.on("SIGTERM", () => { write("asked"); setTimeout(() => { write("ended"); process.exit(0); }, 50); }); ${STAYS}`;
    for (const [name, stage] of [
      ['server', 0],
      ['worker', 1],
    ] as const) {
      await supervisor.start(spec(writes(name), { name, stage, logFile: join(folder, `${name}.log`) }));
    }
    await supervisor.stopAll();
    expect(readFileSync(join(folder, 'diary'), 'utf8').trim().split('\n')).toEqual([
      'worker asked',
      'worker ended',
      'server asked',
      'server ended',
    ]);
  });

  test('what a process has started itself goes with it', async () => {
    const { supervisor, spec, folder } = scene();
    const code = `const { pid } = require("child_process").spawn("sleep", ["600"]); require("fs").writeFileSync("grandchild", String(pid)); ${STAYS}`;
    await supervisor.start(spec(code));
    await supervisor.stopAll();
    const grandchild = Number(readFileSync(join(folder, 'grandchild'), 'utf8'));
    await waitFor('it is gone', async () => !alive(grandchild));
  });

  test('nothing is started or brought back once everything stops', async () => {
    const { supervisor, spec, said } = scene();
    await supervisor.start(spec(STAYS));
    await supervisor.stopAll();
    await expect(supervisor.start(spec(STAYS))).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(said).toEqual([]);
  });

  test('children end when their supervisor is killed outright', async () => {
    const folder = scratchFolder();
    const script = join(projectRoot, 'test/unit/processes-parent-child.ts');
    const parent = spawn(process.execPath, ['--import', 'tsx', script, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void parent.kill('SIGKILL'));
    const [line] = await once(createInterface({ input: parent.stdout }), 'line');
    const children: number[] = JSON.parse(String(line));
    const everything = children.flatMap((pid) => processTree(pid));
    expect(everything.every(alive)).toBe(true);
    parent.kill('SIGKILL');
    await waitFor('all of them are gone', async () => !everything.some(alive));
    expect(readFileSync(join(folder, 'diary'), 'utf8')).toBe('node stops: parent-gone\n');
  });
});

describe('a process of ours', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('stops in order on %s, once, and ends with code 0', async (signal) => {
    const folder = scratchFolder();
    const diary = join(folder, 'diary');
    writeFileSync(diary, '');
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', join(projectRoot, 'test/unit/processes-child.ts'), 'me', diary],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    onTestFinished(() => void child.kill('SIGKILL'));
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    expect(JSON.parse(String(line))).toMatchObject({ ready: true, name: 'me', pid: child.pid });
    child.kill(signal);
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(readFileSync(diary, 'utf8')).toBe(`me stops: ${signal}\n`);
  });
});
