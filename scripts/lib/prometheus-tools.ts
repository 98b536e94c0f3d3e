// Finds Prometheus and promtool, which the tests of metrics run on: given, on PATH, cached, or unpacked from Debian's package
// into the cache. Nothing is installed on the machine.
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { MorrowError } from '../../src/contract/errors.ts';
import { findCached, isExecutable, lockCacheFolder, openCacheFolder, type ToolchainOptions } from './cache-folder.ts';
import type { EnvironmentVariables } from './project.ts';
import { runTool, type ToolResult } from './run-tool.ts';
import { toolFailure } from './tool-failure.ts';

const FOLDER = 'prometheus';
const PROGRAMS = ['prometheus', 'promtool'] as const;
const BIN = join('unpacked', 'usr', 'bin');
const TIMEOUT_MS = 5 * 60_000;

/** The folder that holds both programs. @throws MorrowError TOOL_MISSING, TOOL_BUILD_FAILED, DISK_FULL, FOLDER_NOT_WRITABLE. */
export async function resolvePrometheus(options: ToolchainOptions): Promise<string> {
  const given = options.env['MORROW_PROMETHEUS'];
  if (given !== undefined && given !== '') return await requireBoth(given);
  for (const folder of (options.env['PATH'] ?? '').split(delimiter)) {
    if (folder !== '' && (await holdsBoth(folder))) return folder;
  }
  const cached = await findCached(options, join(FOLDER, BIN, 'promtool'));
  return cached === null ? await obtain(options) : dirname(cached);
}

async function requireBoth(folder: string): Promise<string> {
  if (await holdsBoth(folder)) return folder;
  throw new MorrowError(
    'TOOL_MISSING',
    `MORROW_PROMETHEUS names ${folder}, which does not hold the programs prometheus and promtool. Correct it, or unset it to have them fetched.`,
  );
}

async function holdsBoth(folder: string): Promise<boolean> {
  const found = await Promise.all(PROGRAMS.map((program) => isExecutable(join(folder, program))));
  return found.every(Boolean);
}

async function obtain(options: ToolchainOptions): Promise<string> {
  const folder = await openCacheFolder(options, FOLDER);
  const lock = await lockCacheFolder(folder, () => undefined);
  const step = options.step("unpack Prometheus from Debian's package (once)");
  try {
    if (!(await holdsBoth(join(folder, BIN)))) await unpack(options.env, folder);
    step.done();
    return join(folder, BIN);
  } catch (error) {
    step.failed();
    throw error;
  } finally {
    await lock.release();
  }
}

/** Complete or not at all: the folder gets its name when everything is in it. */
async function unpack(env: EnvironmentVariables, folder: string): Promise<void> {
  const draft = join(folder, `draft-${process.pid}`);
  try {
    await mkdir(join(draft, 'package'), { recursive: true });
    await download(env, draft);
    const [name] = await readdir(join(draft, 'package'));
    await succeed(env, draft, ['dpkg', '-x', join(draft, 'package', name ?? ''), join(draft, 'unpacked')]);
    await rm(join(folder, 'unpacked'), { recursive: true, force: true });
    await rename(join(draft, 'unpacked'), join(folder, 'unpacked'));
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** With the machine's lists of packages where there are any, else with lists of our own, which need no rights. */
async function download(env: EnvironmentVariables, draft: string): Promise<void> {
  const fetchPackage = ['apt-get', 'download', 'prometheus'];
  const plain = await run(env, join(draft, 'package'), fetchPackage);
  if (plain.ok) return;
  if (!plain.started) throw failure(plain);
  const own = await ownLists(draft);
  await succeed(env, draft, ['apt-get', ...own, 'update']);
  await succeed(env, join(draft, 'package'), ['apt-get', ...own, 'download', 'prometheus']);
}

async function ownLists(draft: string): Promise<readonly string[]> {
  const lists = join(draft, 'lists');
  const cache = join(draft, 'cache');
  await Promise.all([
    mkdir(join(lists, 'partial'), { recursive: true }),
    mkdir(join(cache, 'archives', 'partial'), { recursive: true }),
  ]);
  return ['-o', `Dir::State::lists=${lists}`, '-o', `Dir::Cache=${cache}`, '-o', 'Debug::NoLocking=1'];
}

async function succeed(env: EnvironmentVariables, cwd: string, command: readonly string[]): Promise<void> {
  const result = await run(env, cwd, command);
  if (!result.ok) throw failure(result);
}

const run = (env: EnvironmentVariables, cwd: string, [command = '', ...args]: readonly string[]): Promise<ToolResult> =>
  runTool({ command, args, cwd, env: { ...env, LC_ALL: 'C' }, timeoutMs: TIMEOUT_MS });

const failure = (result: ToolResult): MorrowError =>
  toolFailure(result, {
    what: 'Prometheus',
    install: 'a Debian or Ubuntu with apt-get and dpkg',
    registry: "Debian's packages (apt)",
    instead: 'put prometheus and promtool on PATH, or set MORROW_PROMETHEUS to the folder that holds both',
  });
