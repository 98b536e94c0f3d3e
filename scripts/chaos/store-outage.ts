// The store refuses for a while, for real: another process holds the write lock of the SQLite file, so that no write gets in; a
// MongoDB server of the stack's own is frozen, so that no call is answered.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { MorrowError } from '../../src/contract/errors.ts';
import { nodeArguments } from '../lib/project.ts';
import type { Stack } from '../lib/stack.ts';

type StackWithStore = Pick<Stack, 'mode' | 'mongo'> & { readonly config: Pick<Stack['config'], 'store'> };

export interface Outage {
  readonly forMs: number;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** Resolves with the seconds for which the store refused. @throws MorrowError INVALID_REQUEST for a server of somebody else's. */
export async function refuseStore(stack: StackWithStore, { forMs, signal }: Outage): Promise<number> {
  const entry = nodeArguments('scripts/chaos/store-outage-child', stack.mode);
  const child = spawn(process.execPath, [...entry, ...actionFor(stack)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  try {
    await Promise.race([once(child.stdout, 'data'), ended.then(() => Promise.reject(notRefusing()))]);
    const since = performance.now();
    await pause(forMs, undefined, { signal }).catch(() => undefined);
    return (performance.now() - since) / 1_000;
  } finally {
    child.stdin.end();
    await ended;
  }
}

function actionFor({ config, mongo }: StackWithStore): readonly string[] {
  if (config.store.kind === 'sqlite') return ['lock', config.store.file];
  if (mongo?.pid !== undefined && mongo.pid !== null) return ['freeze', String(mongo.pid)];
  throw new MorrowError('INVALID_REQUEST', 'Only a MongoDB server that the stack itself has started can be frozen.');
}

const notRefusing = (): MorrowError => new MorrowError('INTERNAL', 'The store could not be made to refuse.');
