// Finds the Temporal server: one that runs elsewhere, or the `temporal` program, in the order that costs least.
import { mkdir } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { MorrowError } from '../../src/contract/errors.ts';
import { findCached, isExecutable, lockCacheFolder, openCacheFolder, type ToolchainOptions } from './cache-folder.ts';
import { buildTemporal } from './go-build.ts';
import type { EnvironmentVariables } from './project.ts';
import { runTool } from './run-tool.ts';
import { downloadWithSdk } from './sdk-download.ts';

export type TemporalOrigin = 'MORROW_TEMPORAL_CLI' | 'PATH' | 'cache' | 'download' | 'build';

export interface TemporalBinary {
  readonly path: string;
  readonly origin: TemporalOrigin;
}

/** The version that is downloaded or built; it carries server 1.29.1. */
export const TEMPORAL_CLI_VERSION = '1.5.1';
const OLDEST_SERVER = [1, 29] as const;
const BINARY = process.platform === 'win32' ? 'temporal.exe' : 'temporal';
const FOLDER = join('temporal', TEMPORAL_CLI_VERSION);
const VERSION_TIMEOUT_MS = 20_000;

/** An address or profile given on purpose; a profile that merely lies in the home folder is not taken for the demo. */
export const usesExternalTemporal = (env: EnvironmentVariables): boolean =>
  [env['TEMPORAL_ADDRESS'], env['TEMPORAL_PROFILE']].some((value) => value !== undefined && value !== '');

/** The program itself, whatever server is used: tests and the `temporal schedule` commands need it. @throws MorrowError TOOL_MISSING, TOOL_BUILD_FAILED, DISK_FULL, FOLDER_NOT_WRITABLE. */
export async function resolveTemporalBinary(options: ToolchainOptions): Promise<TemporalBinary> {
  const given = await givenBinary(options);
  if (given !== null) return { path: given, origin: 'MORROW_TEMPORAL_CLI' };
  const onPath = await binaryOnPath(options);
  if (onPath !== null) return { path: onPath, origin: 'PATH' };
  const cached = await findCached(options, join(FOLDER, BINARY));
  return cached === null ? obtain(options) : { path: cached, origin: 'cache' };
}

async function givenBinary(options: ToolchainOptions): Promise<string | null> {
  const path = options.env['MORROW_TEMPORAL_CLI'];
  if (path === undefined || path === '') return null;
  const problem = await versionProblem(path, options.env);
  if (problem === null) return path;
  throw new MorrowError(
    'TOOL_MISSING',
    `MORROW_TEMPORAL_CLI names ${path}, which ${problem}. Correct it, or unset it to have the server found or built.`,
  );
}

async function binaryOnPath(options: ToolchainOptions): Promise<string | null> {
  const path = await findOnPath(BINARY, options.env);
  if (path === null) return null;
  const problem = await versionProblem(path, options.env);
  if (problem !== null) options.say(`${path} is passed over: it ${problem}.`);
  return problem === null ? path : null;
}

export async function findOnPath(program: string, env: EnvironmentVariables): Promise<string | null> {
  const candidates = (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, program));
  for (const candidate of candidates) if (await isExecutable(candidate)) return candidate;
  return null;
}

/** Null when the program answers and is new enough. */
async function versionProblem(path: string, env: EnvironmentVariables): Promise<string | null> {
  const result = await runTool({
    command: path,
    args: ['--version'],
    cwd: dirname(path),
    env,
    timeoutMs: VERSION_TIMEOUT_MS,
  }).catch(() => null);
  if (result === null || !result.ok) return 'does not answer --version';
  const [, major, minor] = /Server (\d+)\.(\d+)/.exec(result.lines.join(' ')) ?? [];
  if (major === undefined || minor === undefined) return null;
  const old =
    Number(major) < OLDEST_SERVER[0] || (Number(major) === OLDEST_SERVER[0] && Number(minor) < OLDEST_SERVER[1]);
  return old ? `has server ${major}.${minor}, older than ${OLDEST_SERVER.join('.')}` : null;
}

/** Downloads or builds it, once per machine: others that want it meanwhile wait for the result. */
async function obtain(options: ToolchainOptions): Promise<TemporalBinary> {
  const folder = await openCacheFolder(options, FOLDER);
  const target = join(folder, BINARY);
  let said = false;
  const lock = await lockCacheFolder(folder, (pid) => {
    if (!said) options.say(`Process ${pid} is getting the Temporal server; waiting for it.`);
    said = true;
  });
  try {
    if (await isExecutable(target)) return { path: target, origin: 'cache' };
    await mkdir(folder, { recursive: true });
    if (await downloadWithSdk(options, { server: 'dev-server', version: TEMPORAL_CLI_VERSION, target }))
      return { path: target, origin: 'download' };
    await buildTemporal(options, target);
    return { path: target, origin: 'build' };
  } finally {
    await lock.release();
  }
}
