// Builds the Temporal server from the Go module registry: scripts/toolchain/temporal-cli pins every version.
import { access, constants, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ToolchainOptions } from './cache-folder.ts';
import { projectRoot, type EnvironmentVariables } from './project.ts';
import { runTool } from './run-tool.ts';
import { toolFailure } from './tool-failure.ts';

const WORDS = {
  what: 'The Temporal server',
  install: 'Go 1.26 or newer',
  registry: 'Go modules (GOPROXY)',
  instead: 'put `temporal` on PATH or set TEMPORAL_ADDRESS',
};
const BUILD_TIMEOUT_MS = 30 * 60_000;

/** Minutes with empty Go caches, seconds with warm ones. @throws MorrowError saying what to do. */
export async function buildTemporal(options: ToolchainOptions, target: string): Promise<void> {
  const step = options.step('build the Temporal server with Go (once, a few minutes)');
  const draft = `${target}.${process.pid}.draft`;
  const goFolder = join(dirname(target), 'go');
  let packages = 0;
  const count = (line: string): void => {
    if (line.startsWith('go: downloading')) return step.update(line.slice('go: '.length));
    packages += 1;
    step.update(`${packages} packages compiled`);
  };
  try {
    const result = await runTool({
      command: 'go',
      args: [
        'build',
        '-v',
        '-trimpath',
        '-buildvcs=false',
        '-modcacherw',
        '-ldflags',
        '-s -w',
        '-o',
        draft,
        'github.com/temporalio/cli/cmd/temporal',
      ],
      cwd: join(projectRoot, 'scripts/toolchain/temporal-cli'),
      env: await goEnvironment(options.env, goFolder),
      timeoutMs: BUILD_TIMEOUT_MS,
      onLine: count,
    });
    if (!result.ok) throw toolFailure(result, WORDS);
    await rename(draft, target);
    step.done();
  } catch (error) {
    step.failed();
    throw error;
  } finally {
    await Promise.all([draft, goFolder].map((path) => rm(path, { recursive: true, force: true })));
  }
}

/** Go's own caches where they can be used, else folders beside the result that go away after the build. */
async function goEnvironment(env: EnvironmentVariables, goFolder: string): Promise<EnvironmentVariables> {
  if (env['GOCACHE'] !== undefined || (await isWritableHome(env['HOME']))) return env;
  await mkdir(goFolder, { recursive: true });
  return { ...env, GOCACHE: join(goFolder, 'build'), GOPATH: join(goFolder, 'path') };
}

const isWritableHome = (home: string | undefined): Promise<boolean> =>
  home === undefined || home === ''
    ? Promise.resolve(false)
    : access(home, constants.W_OK).then(
        () => true,
        () => false,
      );
