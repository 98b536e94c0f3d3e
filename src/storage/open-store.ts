// Opens the store that the configuration names. The one door to both adapters.
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';

export type StoreLocation =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'mongodb'; readonly uri: string; readonly database: string };

/**
 * Opens, but does not migrate: call `migrate()` before the first use.
 * @throws MorrowError STORE_UNREACHABLE (retryable), INVALID_CONFIG when the URI cannot be read.
 */
export async function openStore(location: StoreLocation, { clock }: { readonly clock: Clock }): Promise<Store> {
  // Only the driver that is needed is loaded: the other one would cost each process its memory and its start.
  switch (location.kind) {
    case 'sqlite': {
      const { openSqliteStore } = await import('./sqlite/store.ts');
      return openSqliteStore(location.file, clock);
    }
    case 'mongodb': {
      const { openMongoStore } = await import('./mongo/store.ts');
      return openMongoStore(location, clock);
    }
  }
}
