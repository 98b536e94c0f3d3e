// What operations work with, for a test of their rules: a real SQLite store, a fixed clock, and nobody where Temporal should be.
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { OperationsDeps } from '../../src/operations/deps.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { createLazyClient } from '../../src/temporal/lazy-client.ts';
import { anAccount, accountId, isoDate, sourceId } from './builders.ts';
import { connectionParts } from './secrets.ts';
import { scratchFolder } from './scratch.ts';

/** A Sunday morning. */
const NOW = new Date('2026-11-22T10:00:00Z');
/** The last complete day in UTC. */
export const LAST_DAY = isoDate('2026-11-21');
/** Nobody listens there. */
const DEAD_ADDRESS = '127.0.0.1:1';

/** Migrated and with the named accounts; closed and gone when the test has ended. */
export async function operationsStack(...accounts: readonly string[]): Promise<OperationsDeps> {
  const clock = { now: () => NOW };
  const store = await openStore({ kind: 'sqlite', file: join(scratchFolder(), 'morrow.db') }, { clock });
  const temporal = createLazyClient({ namespace: 'default', options: { address: DEAD_ADDRESS } }, 'operations-test');
  onTestFinished(async () => {
    await temporal.close();
    await store.close();
  });
  await store.migrate();
  for (const id of accounts) await store.accounts.add(anAccount({ id: accountId(id) }));
  return {
    store,
    temporal: temporal.client,
    clock,
    timeZone: 'UTC',
    registeredSources: ['ad-exchange', 'app-store-1'].map(sourceId),
    ...connectionParts(),
    temporalUiUrl: 'http://127.0.0.1:8233',
  };
}

/** Pieces of a streamed answer, put together. */
export async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}
