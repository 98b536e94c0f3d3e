// The store as a worker opens it: one that does not answer yet is waited for, as Temporal is. A worker that died of a short outage
// again and again would be given up by whoever supervises it.
import type { Config } from '../src/config/config.ts';
import { toMorrowError } from '../src/contract/errors.ts';
import type { Logger } from '../src/observability/logger.ts';
import { systemClock } from '../src/ports/clock.ts';
import type { Store } from '../src/ports/store.ts';
import { openStore } from '../src/storage/open-store.ts';
import { retryUntil } from '../src/temporal/retry-until.ts';

const DEADLINE_MS = 60_000;

export interface StoreWait {
  readonly logger: Pick<Logger, 'warn'>;
  readonly deadlineMs?: number;
}

/** Open and migrated. @throws MorrowError STORE_UNREACHABLE after `deadlineMs`; at once what no waiting cures, such as STORE_INCOMPATIBLE. */
export function openWorkerStore(
  { store }: Pick<Config, 'store'>,
  { logger, deadlineMs = DEADLINE_MS }: StoreWait,
): Promise<Store> {
  return retryUntil(() => openMigrated(store), {
    deadlineMs,
    isFinal: (error) => !toMorrowError(error).retryable,
    onWaiting: () => logger.warn({ store: store.kind }, 'the store does not answer yet; trying again for a minute'),
  });
}

async function openMigrated(location: Config['store']): Promise<Store> {
  const store = await openStore(location, { clock: systemClock });
  try {
    await store.migrate();
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}
