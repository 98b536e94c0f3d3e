// Waits between rounds of writers that race for the same key, without transactions.
import { setTimeout as delay } from 'node:timers/promises';
import { isDuplicateKey, writeConflict } from './errors.ts';

/** Every round somebody's write is in, so this many only fail under a storm of writers on one and the same row. */
const ROUNDS = 50;
const PAUSE_MS = 10;

/**
 * Runs rounds until one gives a result; null means that another writer was faster, and so does a duplicate key.
 * @throws MorrowError STORE_CONFLICT (retryable) after fifty rounds.
 */
export async function untilSettled<T>(collection: string, round: () => Promise<T | null>): Promise<T> {
  for (let index = 0; index < ROUNDS; index += 1) {
    if (index > 0) await delay(Math.random() * PAUSE_MS * Math.min(index, 10));
    const result = await round().catch(lostRace);
    if (result !== null) return result;
  }
  throw writeConflict(collection);
}

function lostRace(error: unknown): null {
  if (isDuplicateKey(error)) return null;
  throw error;
}
