// A foreign tool is bounded in time and never outlives the command that wanted it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isRunning } from '../../scripts/lib/process-info.ts';
import { projectRoot } from '../../scripts/lib/project.ts';
import { runTool } from '../../scripts/lib/run-tool.ts';
import { scratchFolder, writeProgram } from '../helpers/scratch.ts';
import { waitFor } from '../helpers/wait-for.ts';

const HANGS = 'sleep 600 & echo $! > pid; wait';

const pidIn = (folder: string): number =>
  existsSync(join(folder, 'pid')) ? Number(readFileSync(join(folder, 'pid'), 'utf8')) : 0;
const alive = (pid: number): boolean => isRunning({ pid, startMark: null });

test('what a tool prints is told line by line, and its failure is a result', async () => {
  const folder = scratchFolder();
  const told: string[] = [];
  const command = writeProgram(join(folder, 'tool'), 'echo one; echo two >&2; exit 3');
  const result = await runTool({
    command,
    args: [],
    cwd: folder,
    env: {},
    timeoutMs: 20_000,
    onLine: (line) => void told.push(line),
  });
  expect(result).toMatchObject({ started: true, ok: false, timedOut: false });
  expect(told.toSorted()).toEqual(['one', 'two']);
});

test('a tool that takes too long is ended with everything it started', async () => {
  const folder = scratchFolder();
  const command = writeProgram(join(folder, 'tool'), HANGS);
  expect(await runTool({ command, args: [], cwd: folder, env: {}, timeoutMs: 500 })).toMatchObject({
    ok: false,
    timedOut: true,
  });
  await waitFor('it is gone', async () => !alive(pidIn(folder)));
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  'a command that is ended by %s while a tool runs takes the tool along',
  async (signal) => {
    const folder = scratchFolder();
    const command = writeProgram(join(folder, 'tool'), HANGS);
    const code = `import { runTool } from ${JSON.stringify(join(projectRoot, 'scripts/lib/run-tool.ts'))};
    const run = () => runTool({ command: ${JSON.stringify(command)}, args: [], cwd: ${JSON.stringify(folder)}, env: {}, timeoutMs: 60_000 });
    await Promise.all([run(), run()]);`;
    const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
      cwd: projectRoot,
      stdio: 'ignore',
    });
    onTestFinished(() => void parent.kill('SIGKILL'));
    await waitFor('the tool runs', async () => pidIn(folder) > 0 && alive(pidIn(folder)));
    parent.kill(signal);
    expect(await once(parent, 'exit')).toEqual([null, signal]);
    await waitFor('the tool is gone', async () => !alive(pidIn(folder)));
  },
);
