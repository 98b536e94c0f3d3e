// What belongs to the embedded stack in its state folder, so that nothing else in there is ever touched.
import { join, resolve } from 'node:path';
import { readConfig } from '../../../src/config/config.ts';
import type { EnvironmentVariables } from '../project.ts';

export interface StateOptions {
  readonly env: EnvironmentVariables;
}

export interface StatePlace {
  /** Absolute. */
  readonly stateDir: string;
  /** The SQLite files by their name in a backup; they need not exist. */
  readonly databases: readonly { readonly name: string; readonly file: string }[];
  readonly usesMongo: boolean;
}

/** Everything a stack writes, besides the databases. The tools' cache is not state. */
export const STATE_ENTRIES = ['logs', 'mongo', 'stack.json', 'temporal.toml'] as const;
export const DATABASE_SUFFIXES = ['', '-wal', '-shm', '-journal'] as const;

/** @throws MorrowError INVALID_CONFIG. */
export function statePlace({ env }: StateOptions): StatePlace {
  const config = readConfig(env);
  const stateDir = resolve(config.MORROW_STATE_DIR);
  const temporal = { name: 'temporal.db', file: join(stateDir, 'temporal.db') };
  if (config.store.kind === 'mongodb') return { stateDir, databases: [temporal], usesMongo: true };
  const store = { name: 'morrow.db', file: resolve(config.store.file) };
  return { stateDir, databases: [store, temporal], usesMongo: false };
}
