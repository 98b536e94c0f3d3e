// Waits for predictions in bulk to be over, for whoever stays with them.
import { setTimeout as pause } from 'node:timers/promises';
import { MorrowError } from '../contract/errors.ts';
import { showBulk, type BulkView } from './bulk-predictions.ts';
import type { OperationsDeps } from './deps.ts';

const POLL_MS = 500;

export interface BulkWaitOptions {
  /** Called with every look, the last one included. */
  readonly onProgress?: (bulk: BulkView) => void;
  /** Stops the waiting, not the predictions. */
  readonly signal?: AbortSignal;
}

/** Resolves when they are over, however they ended. @throws as `showBulk`; MorrowError CANCELLED on `signal`. */
export async function waitForBulk(
  deps: OperationsDeps,
  id: string,
  { onProgress, signal }: BulkWaitOptions = {},
): Promise<BulkView> {
  for (;;) {
    const bulk = await showBulk(deps, id);
    onProgress?.(bulk);
    if (bulk.status !== 'running') return bulk;
    await pause(POLL_MS, undefined, signal === undefined ? {} : { signal }).catch(() => {
      throw new MorrowError('CANCELLED', `Stopped waiting for "${id}"; the predictions go on.`, { facts: { id } });
    });
  }
}
