// A lock file that knows its holder. One left behind by a dead process is recognised and taken over.
import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { isRunning, startMark } from './process-info.ts';

const holderSchema = z.object({ pid: z.number().int().positive(), startMark: z.string().nullable() });
export type LockHolder = z.infer<typeof holderSchema>;

export interface Lock {
  release(): Promise<void>;
}

export type LockOutcome = { readonly lock: Lock } | { readonly heldBy: LockHolder };

/** Takes the lock, or says who holds it. The folder of `path` must exist. */
export async function tryLock(path: string): Promise<LockOutcome> {
  for (;;) {
    if (await create(path)) return { lock: { release: () => rm(path, { force: true }) } };
    const content = await readFile(path, 'utf8').catch(() => null);
    if (content === null) continue;
    const holder = parseHolder(content);
    if (holder !== null && isRunning(holder)) return { heldBy: holder };
    await removeStale(path, content);
  }
}

/** Written aside and linked, so that nobody ever reads a half-written lock. */
async function create(path: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}.draft`;
  await writeFile(draft, JSON.stringify({ pid: process.pid, startMark: startMark(process.pid) }));
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Moves the file away first: should another process have replaced it meanwhile, its lock is put back. */
async function removeStale(path: string, content: string): Promise<void> {
  const aside = `${path}.${randomUUID()}.stale`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await readFile(aside, 'utf8')) !== content) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

function parseHolder(content: string): LockHolder | null {
  try {
    return holderSchema.parse(JSON.parse(content));
  } catch {
    return null;
  }
}
