// Finds a Chromium for the browser tests: given, on PATH, cached, or downloaded by Playwright into the cache. Nothing is installed
// on the machine.
import { readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { MorrowError } from '../../src/contract/errors.ts';
import {
  cacheCandidates,
  isExecutable,
  lockCacheFolder,
  openCacheFolder,
  type ToolchainOptions,
} from './cache-folder.ts';
import { projectRoot } from './project.ts';
import { runTool } from './run-tool.ts';
import { toolFailure } from './tool-failure.ts';

const FOLDER = 'browsers';
const ON_PATH = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'] as const;
/** What Playwright's downloads are called, by version of Playwright. */
const DOWNLOADED = /^(headless_shell|chrome-headless-shell)(\.exe)?$/;
const TIMEOUT_MS = 5 * 60_000;
const INSTEAD = 'put `chromium` on PATH (Debian: `apt-get install chromium`), or set MORROW_CHROMIUM to the program';

/** The program. @throws MorrowError TOOL_MISSING, TOOL_BUILD_FAILED, DISK_FULL, FOLDER_NOT_WRITABLE. */
export async function resolveChromium(options: ToolchainOptions): Promise<string> {
  const given = options.env['MORROW_CHROMIUM'];
  if (given !== undefined && given !== '') return await requireProgram(given);
  for (const folder of (options.env['PATH'] ?? '').split(delimiter).filter((path) => path !== '')) {
    for (const name of ON_PATH) if (await isExecutable(join(folder, name))) return join(folder, name);
  }
  for (const folder of cacheCandidates(options, FOLDER)) {
    const cached = await findDownloaded(folder);
    if (cached !== null) return cached;
  }
  return await download(options);
}

async function requireProgram(path: string): Promise<string> {
  if (await isExecutable(path)) return path;
  throw new MorrowError('TOOL_MISSING', `MORROW_CHROMIUM names ${path}, which is no program. Correct it, or unset it.`);
}

async function findDownloaded(folder: string): Promise<string | null> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const program = entries.find((entry) => entry.isFile() && DOWNLOADED.test(entry.name));
  return program === undefined ? null : join(program.parentPath, program.name);
}

async function download(options: ToolchainOptions): Promise<string> {
  if (options.env['MORROW_NO_DOWNLOAD'] === '1') throw missing('downloads are switched off (MORROW_NO_DOWNLOAD)');
  const folder = await openCacheFolder(options, FOLDER);
  const lock = await lockCacheFolder(folder, () => undefined);
  const step = options.step('download a Chromium for the browser tests (once)');
  try {
    const program = (await findDownloaded(folder)) ?? (await installInto(options, folder));
    step.done();
    return program;
  } catch (error) {
    step.failed();
    throw error;
  } finally {
    await lock.release();
  }
}

async function installInto({ env }: ToolchainOptions, folder: string): Promise<string> {
  const result = await runTool({
    command: process.execPath,
    args: [join(projectRoot, 'node_modules/playwright-core/cli.js'), 'install', '--only-shell', 'chromium'],
    cwd: projectRoot,
    env: { ...env, PLAYWRIGHT_BROWSERS_PATH: folder },
    timeoutMs: TIMEOUT_MS,
  });
  const words = { what: 'A Chromium', instead: INSTEAD, registry: "Playwright's browsers", install: 'Node' };
  if (!result.ok) throw toolFailure(result, words);
  const program = await findDownloaded(folder);
  if (program === null) throw missing("Playwright's download holds no program that is known here");
  return program;
}

const missing = (why: string): MorrowError =>
  new MorrowError('TOOL_MISSING', `The browser tests need a Chromium, and ${why}. Please ${INSTEAD}.`);
