// `morrow backup` and `morrow restore`: the embedded databases as one file, taken while the stack runs, brought back while it does not.
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { MorrowError } from '../../../src/contract/errors.ts';
import { runTool } from '../run-tool.ts';
import { copyDatabase, settleDatabase } from '../sqlite-copy.ts';
import { claimStateFolder } from '../stack-file.ts';
import { DATABASE_SUFFIXES, statePlace, type StateOptions, type StatePlace } from './place.ts';

export interface BackupOptions extends StateOptions {
  /** The `.tar.gz` to write or read; relative to the working directory. */
  readonly file: string;
}

export interface BackupResult {
  /** Absolute. */
  readonly file: string;
  readonly bytes: number;
  readonly databases: readonly string[];
  /** True: MongoDB holds the revenue and is not in the file; `mongodump` saves it. */
  readonly mongoLeftOut: boolean;
}

export interface RestoreResult {
  readonly databases: readonly string[];
  /** ISO instant. */
  readonly takenAt: string;
}

const MANIFEST = 'backup.json';
const FORMAT = 1;
const TAR_TIMEOUT_MS = 30 * 60_000;
const manifestSchema = z.object({
  format: z.literal(FORMAT),
  takenAt: z.string(),
  databases: z.array(z.object({ name: z.string().regex(/^[a-z]+\.db$/), sha256: z.string() })).min(1),
});
type Manifest = z.infer<typeof manifestSchema>;

/** @throws MorrowError NOT_FOUND when there is nothing to save, DISK_FULL, FOLDER_NOT_WRITABLE. */
export async function backupState(options: BackupOptions): Promise<BackupResult> {
  const place = statePlace(options);
  const databases = place.databases.filter(({ file }) => existsSync(file));
  if (databases.length === 0)
    throw new MorrowError(
      'NOT_FOUND',
      `There is no database in ${place.stateDir} yet. Start the stack once with npm start.`,
    );
  const target = resolve(options.file);
  const names = databases.map(({ name }) => name);
  await withScratchFolder(dirname(target), async (scratch) => {
    for (const { name, file } of databases) await takeCopy(file, join(scratch, name));
    const manifest: Manifest = {
      format: FORMAT,
      takenAt: new Date().toISOString(),
      databases: await Promise.all(names.map((name) => checksum(scratch, name))),
    };
    await writeFile(join(scratch, MANIFEST), JSON.stringify(manifest, null, 2));
    await tar(['-czf', join(scratch, 'backup.tar.gz'), '-C', scratch, MANIFEST, ...names], 'FOLDER_NOT_WRITABLE');
    await rename(join(scratch, 'backup.tar.gz'), target);
  });
  return { file: target, bytes: (await stat(target)).size, databases: names, mongoLeftOut: place.usesMongo };
}

async function takeCopy(file: string, target: string): Promise<void> {
  const folder = `${target}.copy`;
  await rename(await copyDatabase(file, folder), target);
  await rm(folder, { recursive: true });
}

/** Nothing is replaced before the whole backup is proven sound. @throws MorrowError STACK_RUNNING, INVALID_BACKUP, DISK_FULL. */
export async function restoreState(options: BackupOptions): Promise<RestoreResult> {
  const place = statePlace(options);
  const source = resolve(options.file);
  if (!existsSync(source))
    throw new MorrowError('INVALID_BACKUP', `There is no file ${source}. Name a file that \`morrow backup\` wrote.`);
  const claim = await claimStateFolder(place.stateDir, 'its state is not replaced');
  try {
    return await withScratchFolder(place.stateDir, async (scratch) => {
      const manifest = await unpack(source, scratch);
      await putInPlace(place, { scratch, names: manifest.databases.map(({ name }) => name) });
      return { databases: manifest.databases.map(({ name }) => name), takenAt: manifest.takenAt };
    });
  } finally {
    await claim.release();
  }
}

async function unpack(source: string, scratch: string): Promise<Manifest> {
  await tar(['-xzf', source, '-C', scratch, MANIFEST], 'INVALID_BACKUP');
  const manifest = await readManifest(join(scratch, MANIFEST), source);
  await tar(['-xzf', source, '-C', scratch, ...manifest.databases.map(({ name }) => name)], 'INVALID_BACKUP');
  for (const { name, sha256 } of manifest.databases) {
    if ((await checksum(scratch, name)).sha256 !== sha256) throw invalid(source, `${name} differs from its checksum`);
    const problem = settleDatabase(join(scratch, name));
    if (problem !== null) throw invalid(source, `${name} is damaged (${problem})`);
  }
  return manifest;
}

async function readManifest(file: string, source: string): Promise<Manifest> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    throw invalid(source, 'its list of contents cannot be read');
  }
}

/** The old files wait aside until the new ones are in place; should that fail they come back. */
async function putInPlace(
  place: StatePlace,
  { scratch, names }: { scratch: string; names: readonly string[] },
): Promise<void> {
  const aside = join(scratch, 'before');
  await mkdir(aside);
  const moves: { from: string; to: string }[] = [];
  const move = async (from: string, to: string): Promise<void> => {
    await rename(from, to);
    moves.unshift({ from, to });
  };
  try {
    for (const { name, file } of place.databases) {
      if (!names.includes(name)) continue;
      await mkdir(dirname(file), { recursive: true });
      for (const old of DATABASE_SUFFIXES.map((suffix) => `${file}${suffix}`).filter(existsSync))
        await move(old, join(aside, basename(old)));
      await move(join(scratch, name), file);
    }
  } catch (error) {
    for (const { from, to } of moves) await rename(to, from);
    throw error;
  }
}

async function withScratchFolder<T>(parent: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = join(parent, `.morrow-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true });
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function checksum(folder: string, name: string): Promise<{ name: string; sha256: string }> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(join(folder, name)), hash);
  return { name, sha256: hash.digest('hex') };
}

async function tar(args: readonly string[], code: 'INVALID_BACKUP' | 'FOLDER_NOT_WRITABLE'): Promise<void> {
  const result = await runTool({ command: 'tar', args, cwd: '/', env: process.env, timeoutMs: TAR_TIMEOUT_MS });
  if (result.ok) return;
  const reason = result.started ? result.lines.slice(-2).join(' ') : '`tar` is not on PATH';
  if (/no space/i.test(reason))
    throw new MorrowError('DISK_FULL', `The disk is full: ${reason}. Free some space and try again.`);
  throw new MorrowError(code, `The backup cannot be ${code === 'INVALID_BACKUP' ? 'unpacked' : 'written'}: ${reason}.`);
}

const invalid = (source: string, problem: string): MorrowError =>
  new MorrowError(
    'INVALID_BACKUP',
    `${source} cannot be restored: ${problem}. Nothing was changed; use another file that \`morrow backup\` wrote.`,
  );
