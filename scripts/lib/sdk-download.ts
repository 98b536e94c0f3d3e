// The SDK's own download of its servers, in a process of its own: it has no time limit itself and loads the native library.
import { randomUUID } from 'node:crypto';
import { readdir, rename, rm, stat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeArguments, projectRoot } from './project.ts';
import { runTool } from './run-tool.ts';
import type { ToolchainOptions } from './cache-folder.ts';

export type DownloadableServer = 'dev-server' | 'test-server';

export interface Download {
  readonly server: DownloadableServer;
  readonly version: string;
  /** Final place of the executable. */
  readonly target: string;
}

const OVERALL_MS = 180_000;
/** No new bytes for so long: the download site is not reachable from here. */
const STALLED_MS = 12_000;
const LOOK_MS = 1_000;

/** True when the file is in its place. Never throws: the next way of getting it follows. */
export async function downloadWithSdk(options: ToolchainOptions, download: Download): Promise<boolean> {
  if (options.env['MORROW_NO_DOWNLOAD'] === '1') return false;
  const step = options.step(`download the ${download.server} ${download.version}`);
  const folder = `${download.target}.download-${randomUUID()}`;
  try {
    await mkdir(folder, { recursive: true });
    const arrived = await fetchInto(folder, options, download);
    if (arrived) step.done();
    else step.done('not possible here');
    return arrived;
  } catch {
    step.done('not possible here');
    return false;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fetchInto(
  folder: string,
  { env }: ToolchainOptions,
  { server, version, target }: Download,
): Promise<boolean> {
  const stalled = abortWhenStalled(folder);
  const result = await runTool({
    command: process.execPath,
    args: [...nodeArguments('scripts/lib/sdk-download-child'), server, version, folder],
    cwd: projectRoot,
    env,
    timeoutMs: OVERALL_MS,
    signal: stalled.signal,
  });
  stalled.stop();
  const [file] = result.ok ? await readdir(folder) : [];
  if (file === undefined) return false;
  await rename(join(folder, file), target);
  return true;
}

function abortWhenStalled(folder: string): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController();
  let bytes = 0;
  let lastGrowth = Date.now();
  const look = async (): Promise<void> => {
    const now = await folderBytes(folder);
    if (now > bytes) lastGrowth = Date.now();
    bytes = now;
    if (Date.now() - lastGrowth > STALLED_MS) controller.abort();
  };
  const timer = setInterval(() => void look(), LOOK_MS);
  return { signal: controller.signal, stop: () => clearInterval(timer) };
}

async function folderBytes(folder: string): Promise<number> {
  const files = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(
    files.map((file) =>
      stat(join(folder, file)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
