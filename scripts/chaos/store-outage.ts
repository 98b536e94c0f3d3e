// The store refuses for a while, for real: another process holds the write lock of the SQLite file, so that no write gets in.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { MorrowError } from '../../src/contract/errors.ts';
import type { StoreConfig } from '../../src/config/config.ts';
import { nodeArguments, type CodeMode } from '../lib/project.ts';

/** Resolves with the seconds for which the store refused. The lock goes with this process, whatever happens to it. */
export async function refuseStore(
  store: StoreConfig,
  { forMs, mode, signal }: { readonly forMs: number; readonly mode: CodeMode; readonly signal: AbortSignal },
): Promise<number> {
  if (store.kind !== 'sqlite') throw new MorrowError('INVALID_REQUEST', 'Only SQLite can be made to refuse here.');
  const holder = spawn(process.execPath, [...nodeArguments('scripts/chaos/store-lock-child', mode), store.file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(holder, 'exit');
  try {
    await Promise.race([once(holder.stdout, 'data'), ended.then(() => Promise.reject(notLocked()))]);
    const since = performance.now();
    await pause(forMs, undefined, { signal }).catch(() => undefined);
    return (performance.now() - since) / 1_000;
  } finally {
    holder.stdin.end();
    await ended;
  }
}

const notLocked = (): MorrowError => new MorrowError('INTERNAL', 'The store could not be locked.');
