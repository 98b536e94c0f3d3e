// Opens the store that the configuration names. The one door to both adapters.
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { openMongoStore } from './mongo/store.ts';
import { openSqliteStore } from './sqlite/store.ts';

export type StoreLocation =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'mongodb'; readonly uri: string; readonly database: string };

/**
 * Opens, but does not migrate: call `migrate()` before the first use.
 * @throws MorrowError STORE_UNREACHABLE (retryable), INVALID_CONFIG when the URI cannot be read.
 */
export function openStore(location: StoreLocation, { clock }: { readonly clock: Clock }): Promise<Store> {
  switch (location.kind) {
    case 'sqlite':
      return openSqliteStore(location.file, clock);
    case 'mongodb':
      return openMongoStore(location, clock);
  }
}
