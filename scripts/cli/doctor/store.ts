// The store: there, readable, of our schema. Looks only: creates and migrates nothing.
import { existsSync } from 'node:fs';
import type { StoreConfig } from '../../../src/config/config.ts';
import { systemClock } from '../../../src/ports/clock.ts';
import type { Store } from '../../../src/ports/store.ts';
import { openStore } from '../../../src/storage/open-store.ts';
import { MorrowError } from '../../../src/contract/errors.ts';
import { failedWith, ok, warn, type Diagnosis } from './check.ts';

/** @param use what else wants to look into the store while it is open. */
export async function withExistingStore<T>(config: StoreConfig, use: (store: Store) => Promise<T>): Promise<T | null> {
  if (config.kind === 'sqlite' && !existsSync(config.file)) return null;
  const store = await openStore(config, { clock: systemClock });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

export async function examineStore(config: StoreConfig): Promise<readonly Diagnosis[]> {
  const place = config.kind === 'sqlite' ? `SQLite, ${config.file}` : `MongoDB, database ${config.database}`;
  const found = await withExistingStore(config, (store) => examineOpen(store, place));
  return (
    found ?? [
      warn('store', `${place}: not there yet`, 'Nothing: the first start or the first command that writes creates it.'),
    ]
  );
}

async function examineOpen(store: Store, place: string): Promise<readonly Diagnosis[]> {
  await store.ping();
  const reached = ok('store', place);
  try {
    const active = await store.accounts.count({});
    const all = await store.accounts.count({ includeArchived: true });
    const accounts = `${active} active, ${all - active} archived`;
    return [
      reached,
      active > 0 ? ok('accounts', accounts) : warn('accounts', accounts, 'Add one: `morrow accounts add --help`.'),
    ];
  } catch (error) {
    const unprepared = error instanceof MorrowError && error.code === 'STORE_INCOMPATIBLE';
    return [reached, failedWith('schema', error, unprepared ? 'warn' : 'fail')];
  }
}
