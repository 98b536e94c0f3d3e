// One run of vitest in a process group of its own: its output streams through, its report is read, nothing of it stays.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot, type EnvironmentVariables } from './project.ts';
import { readTally, type TestTally } from './test-report.ts';

export interface VitestRun {
  /** For messages: `test/unit`. */
  readonly what: string;
  readonly args: readonly string[];
  readonly env: EnvironmentVariables;
  /** Ends the run early. */
  readonly signal: AbortSignal;
}

export async function runVitest({ what, args, env, signal }: VitestRun): Promise<TestTally> {
  const folder = await mkdtemp(join(tmpdir(), 'morrow-test-'));
  const report = join(folder, 'report.json');
  try {
    const ok = await run([...args, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`], {
      env,
      signal,
    });
    const tally = readTally(await readFile(report, 'utf8').catch(() => null), { ok, what, root: projectRoot });
    return signal.aborted ? { ...tally, failures: [...tally.failures, `${what}: stopped before its end`] } : tally;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(args: readonly string[], { env, signal }: Pick<VitestRun, 'env' | 'signal'>): Promise<boolean> {
  const vitest = join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs');
  const child = spawn(process.execPath, [vitest, 'run', '--config', 'test/vitest.config.ts', ...args], {
    cwd: projectRoot,
    // Colours for eyes only: where CI is set, vitest would colour files as well.
    env: process.stdout.isTTY ? { ...env } : { ...env, NO_COLOR: '1' },
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  const killGroup = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // The group is empty: nothing was left behind.
    }
  };
  signal.addEventListener('abort', killGroup);
  process.on('exit', killGroup);
  if (signal.aborted) killGroup();
  return new Promise((resolve) => {
    const settle = (ok: boolean): void => {
      killGroup();
      signal.removeEventListener('abort', killGroup);
      process.off('exit', killGroup);
      resolve(ok);
    };
    child.once('error', () => settle(false));
    child.once('exit', (code) => settle(code === 0));
  });
}
