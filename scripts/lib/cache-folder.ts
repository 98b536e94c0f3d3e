// Where slow-to-get tools are kept: the machine's cache, or the state folder when that one cannot be written.
import { randomUUID } from 'node:crypto';
import { access, constants, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MorrowError } from '../../src/contract/errors.ts';
import { tryLock, type Lock } from './locks.ts';
import { machineCacheFolder, type EnvironmentVariables } from './project.ts';
import type { Step } from './progress.ts';

export interface ToolchainOptions {
  readonly env: EnvironmentVariables;
  /** Absolute path of `.morrow`. */
  readonly stateDir: string;
  /** The default is `~/.cache/morrow` (XDG_CACHE_HOME). */
  readonly cacheDir?: string;
  readonly say: (line: string) => void;
  readonly step: (label: string) => Step;
}

const LOCK_POLL_MS = 500;

/** The places where `path` (below a cache folder) may be, best first. */
export function cacheCandidates(options: ToolchainOptions, path: string): string[] {
  return [machineCache(options), fallbackCache(options)].map((folder) => join(folder, path));
}

/** The first of the candidates that exists and may be executed. */
export async function findCached(options: ToolchainOptions, path: string): Promise<string | null> {
  for (const candidate of cacheCandidates(options, path)) if (await isExecutable(candidate)) return candidate;
  return null;
}

export function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** A folder below a cache that can really be written. @throws MorrowError DISK_FULL or FOLDER_NOT_WRITABLE. */
export async function openCacheFolder(options: ToolchainOptions, path: string): Promise<string> {
  const preferred = join(machineCache(options), path);
  const problem = await tryWriting(preferred);
  if (problem === null) return preferred;
  const fallback = join(fallbackCache(options), path);
  const secondProblem = await tryWriting(fallback);
  if (secondProblem !== null) throw cannotWrite(fallback, secondProblem);
  options.say(
    `${preferred} cannot be written (${problem}); using ${fallback} instead. Set XDG_CACHE_HOME to choose another cache.`,
  );
  return fallback;
}

/** One builder at a time; the others wait and then find the result. */
export async function lockCacheFolder(folder: string, waiting: (pid: number) => void): Promise<Lock> {
  for (;;) {
    const outcome = await tryLock(join(folder, 'build.lock'));
    if ('lock' in outcome) return outcome.lock;
    waiting(outcome.heldBy.pid);
    await pause(LOCK_POLL_MS);
  }
}

const machineCache = (options: ToolchainOptions): string => options.cacheDir ?? machineCacheFolder(options.env);
const fallbackCache = (options: ToolchainOptions): string => join(options.stateDir, 'cache');

/** The error code, or null when it worked. */
async function tryWriting(folder: string): Promise<string | null> {
  const probe = join(folder, `.probe-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(probe, 'probe');
    return null;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}

function cannotWrite(folder: string, code: string): MorrowError {
  return code === 'ENOSPC'
    ? new MorrowError('DISK_FULL', `No space left to write ${folder}. Free some space and start again.`)
    : new MorrowError(
        'FOLDER_NOT_WRITABLE',
        `${folder} cannot be written (${code}). Correct its rights, or set XDG_CACHE_HOME and MORROW_STATE_DIR to other folders.`,
      );
}
