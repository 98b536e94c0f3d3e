// The store of a process that serves before its store is there: it opens in the background, and until then says so.
import { setTimeout as pause } from 'node:timers/promises';
import { MorrowError, toMorrowError } from '../contract/errors.ts';
import type { Logger } from '../observability/logger.ts';
import type { Store } from '../ports/store.ts';

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 10_000;

export class StoreSlot {
  private store: Store | null = null;
  private problem = new MorrowError('STORE_UNREACHABLE', 'The store is not open yet.');
  private readonly closing = new AbortController();
  private readonly open: () => Promise<Store>;
  private readonly logger: Logger;

  constructor(open: () => Promise<Store>, logger: Logger) {
    this.open = open;
    this.logger = logger;
  }

  /** @throws MorrowError STORE_UNREACHABLE until it is open. */
  get(): Store {
    if (this.store === null) throw this.problem;
    return this.store;
  }

  /** Tries until it is open or closed. @throws MorrowError at once when trying again cannot help, such as INVALID_CONFIG. */
  async openWhenPossible(): Promise<void> {
    for (let waitMs = FIRST_RETRY_MS; !this.closing.signal.aborted; waitMs = Math.min(2 * waitMs, LONGEST_RETRY_MS)) {
      if (await this.tryOpen()) return;
      await pause(waitMs, undefined, { signal: this.closing.signal }).catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    this.closing.abort();
    const { store } = this;
    this.store = null;
    await store?.close();
  }

  private async tryOpen(): Promise<boolean> {
    try {
      const store = await this.open();
      if (this.closing.signal.aborted) await store.close();
      else this.store = store;
      return true;
    } catch (error) {
      const known = toMorrowError(error);
      if (!known.definition.retryable) throw known;
      this.problem = known.code === 'STORE_UNREACHABLE' ? known : unreachable(known);
      this.logger.warn({ err: known }, 'store not open yet');
      return false;
    }
  }
}

const unreachable = (cause: MorrowError): MorrowError =>
  new MorrowError('STORE_UNREACHABLE', 'The store cannot be opened; see the log of the API.', { cause });
