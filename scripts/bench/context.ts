// What the benchmark works with: the running stack, and the same operations that API and CLI use on it.
import type { Client } from '@temporalio/client';
import { REGISTERED_SOURCES, createSources } from '../../src/connectors/registry.ts';
import type { OperationsDeps } from '../../src/operations/deps.ts';
import { systemClock } from '../../src/ports/clock.ts';
import type { SourceRegistry } from '../../src/ports/revenue-source.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { connectTemporal } from '../../src/temporal/connect.ts';
import { connectionParts } from '../../workers/connection-parts.ts';
import { dataConverterOf } from '../../workers/payload-encryption.ts';
import type { Stack } from '../lib/stack.ts';

export interface Bench {
  readonly stack: Stack;
  readonly deps: OperationsDeps;
  readonly temporal: Client;
  readonly sources: SourceRegistry;
  close(): Promise<void>;
}

/** @throws MorrowError STORE_UNREACHABLE, TEMPORAL_UNREACHABLE. */
export async function openBench(stack: Stack): Promise<Bench> {
  const store = await openStore(stack.config.store, { clock: systemClock });
  const temporal = await connectTemporal(stack.env, {
    identity: 'morrow-bench',
    dataConverter: dataConverterOf(stack.config),
  });
  const deps: OperationsDeps = {
    store,
    temporal: temporal.client,
    clock: systemClock,
    timeZone: stack.config.MORROW_TIME_ZONE,
    registeredSources: REGISTERED_SOURCES,
    ...connectionParts(stack.config),
    temporalUiUrl: stack.urls.temporalUi,
  };
  const close = async (): Promise<void> => {
    await temporal.close();
    await store.close();
  };
  return { stack, deps, temporal: temporal.client, sources: createSources(stack.config), close };
}
