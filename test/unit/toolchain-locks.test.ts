// A lock of a living process holds; one that a dead process left behind does not.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tryLock } from '../../scripts/lib/locks.ts';
import { isRunning, startMark } from '../../scripts/lib/process-info.ts';
import { claimStateFolder, readRunningStack, withRunningStack } from '../../scripts/lib/stack-file.ts';
import { scratchFolder } from '../helpers/scratch.ts';

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
}

const record = (pid: number, mark: string | null) => ({
  pid,
  startMark: mark,
  startedAt: '2026-11-22T06:00:00.000Z',
  env: { TEMPORAL_ADDRESS: '127.0.0.1:17233' },
  urls: {},
  ports: {},
  processes: [],
});

test('a lock that a living process holds is not given away', async () => {
  const path = join(scratchFolder(), 'lock');
  expect(await tryLock(path)).toHaveProperty('lock');
  expect(await tryLock(path)).toEqual({ heldBy: { pid: process.pid, startMark: startMark(process.pid) } });
});

test('a released lock can be taken again', async () => {
  const path = join(scratchFolder(), 'lock');
  const first = await tryLock(path);
  if ('lock' in first) await first.lock.release();
  expect(await tryLock(path)).toHaveProperty('lock');
});

test.each([
  ['of a process that has ended', async () => JSON.stringify({ pid: await deadPid(), startMark: null })],
  [
    'whose number another process has got since',
    async () => JSON.stringify({ pid: process.pid, startMark: 'long ago' }),
  ],
  ['that cannot be read', async () => 'nonsense'],
])('a lock %s is taken over, without leftovers', async (_, content) => {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'lock'), await content());
  expect(await tryLock(join(folder, 'lock'))).toHaveProperty('lock');
  expect(JSON.parse(readFileSync(join(folder, 'lock'), 'utf8'))).toMatchObject({ pid: process.pid });
  expect(readdirSync(folder)).toEqual(['lock']);
});

test('of many that want a stale lock at once, exactly one gets it', async () => {
  const path = join(scratchFolder(), 'lock');
  writeFileSync(path, JSON.stringify({ pid: await deadPid(), startMark: null }));
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => tryLock(path)));
  expect(outcomes.filter((outcome) => 'lock' in outcome)).toHaveLength(1);
});

test('a second stack in the same folder is refused with the process that runs there', async () => {
  const folder = scratchFolder();
  await claimStateFolder(folder, 'a second one is not started');
  await expect(claimStateFolder(folder, 'a second one is not started')).rejects.toMatchObject({
    code: 'STACK_RUNNING',
    message: expect.stringContaining(`process ${process.pid}`),
  });
});

test('other commands find a running stack by its record, and no dead one', async () => {
  const folder = scratchFolder();
  const claim = await claimStateFolder(folder, 'a second one is not started');
  claim.write(record(process.pid, startMark(process.pid)));
  expect(withRunningStack({}, folder)).toMatchObject({ TEMPORAL_ADDRESS: '127.0.0.1:17233' });
  expect(withRunningStack({ TEMPORAL_ADDRESS: 'elsewhere:1' }, folder)).toMatchObject({
    TEMPORAL_ADDRESS: 'elsewhere:1',
  });
  claim.write(record(await deadPid(), null));
  expect(readRunningStack(folder)).toBeNull();
  expect(withRunningStack({}, folder)).toEqual({});
});

test('a process is known by when it started, not by its number alone', () => {
  expect(isRunning({ pid: process.pid, startMark: startMark(process.pid) })).toBe(true);
  expect(isRunning({ pid: process.pid, startMark: 'long ago' })).toBe(startMark(process.pid) === null);
});
