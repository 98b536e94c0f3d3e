// Waits for a lock without blocking the event loop: heartbeats of running activities must go on meanwhile.
import { setTimeout as delay } from 'node:timers/promises';
import { isBusy, isStuck } from './errors.ts';
import type { SqliteConnection } from './connection.ts';

/** How long a lock is waited for before the caller is told. */
export const PATIENCE_MS = 10_000;
const LONGEST_PAUSE_MS = 200;

export interface Waiting {
  readonly patienceMs: number;
  /** Opened anew when it is stuck. */
  readonly connection?: SqliteConnection;
}

/** Runs `action` until the lock is free; when patience ends, the last SQLITE_BUSY is thrown. */
export async function whenUnlocked<T>(action: () => T, { patienceMs, connection }: Waiting): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return action();
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      if (isStuck(error)) connection?.reopen();
      await delay(pauseMs(attempt));
    }
  }
}

/** Doubles from 5 ms on; half of it is chance, so that processes do not meet again. */
function pauseMs(attempt: number): number {
  const ceiling = Math.min(LONGEST_PAUSE_MS, 5 * 2 ** Math.min(attempt, 10));
  return ceiling / 2 + (Math.random() * ceiling) / 2;
}
