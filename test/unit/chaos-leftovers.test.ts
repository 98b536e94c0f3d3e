// A chaos round looks for processes that outlive its stack: those it has seen, and those that only their environment gives away.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { findOrphans } from '../../scripts/chaos/leftovers.ts';
import { startMark } from '../../scripts/lib/process-info.ts';
import { scratchFolder } from '../helpers/scratch.ts';

async function aProcess(stateDir: string): Promise<{ readonly pid: number; end(): Promise<void> }> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    env: { ...process.env, MORROW_STATE_DIR: stateDir },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  await once(child, 'spawn');
  const end = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(end);
  return { pid: child.pid ?? 0, end };
}

test('a process that was seen and still runs is named, and no longer once it has ended', async () => {
  const { pid, end } = await aProcess('elsewhere');
  const marks = [{ name: 'worker-heavy', pid, startMark: startMark(pid) }];
  expect(findOrphans(marks, scratchFolder())).toEqual([`worker-heavy (${pid})`]);
  await end();
  expect(findOrphans(marks, scratchFolder())).toEqual([]);
});

test.runIf(process.platform === 'linux')('a process that nobody saw is found by its state folder', async () => {
  const stateDir = scratchFolder();
  const { pid, end } = await aProcess(stateDir);
  expect(findOrphans([], stateDir)).toEqual([`process ${pid}`]);
  await end();
  expect(findOrphans([], stateDir)).toEqual([]);
});
