// The shared state of providers in MongoDB: compare and swap on a version, because no transaction is needed for one document.
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { freshProvider, type ProviderId, type ProviderState } from '../../domain/provider/types.ts';
import type { ProviderChange, ProviderStore } from '../../ports/provider-store.ts';
import { providerRecord } from '../provider-records.ts';
import { decode, decodeAll } from '../records.ts';
import { withId, withIdFirst } from './documents.ts';
import { isDuplicateKey, writeConflict } from './errors.ts';
import type { MongoSession } from './session.ts';

const NAME = 'providers';
const versioned = providerRecord.extend({ version: z.int() });
/** Each round somebody succeeds; so many lost in a row means far more writers than a provider ever has. */
const TRIES = 100;
const LONGEST_PAUSE_MS = 20;

export function mongoProviders(session: MongoSession): ProviderStore {
  const providers = session.byId(NAME);

  async function read(id: ProviderId) {
    const document = await session.run(() => providers.findOne({ _id: id }));
    return document === null ? { ...freshProvider(id), version: 0 } : decode(versioned, withId(document), NAME);
  }

  /** False when the version is no longer the stored one. */
  function swap(state: ProviderState, version: number): Promise<boolean> {
    const { _id, ...rest } = withIdFirst({ ...state, version: version + 1 });
    return session.run(async () => {
      if (version > 0) return (await providers.replaceOne({ _id, version }, rest)).matchedCount === 1;
      return await providers.insertOne({ _id, ...rest }).then(
        () => true,
        (error: unknown) => {
          if (isDuplicateKey(error)) return false;
          throw error;
        },
      );
    });
  }

  return {
    list: async () =>
      decodeAll(
        providerRecord,
        (await session.run(() => providers.find().sort({ _id: 1 }).toArray())).map(withId),
        NAME,
      ),
    update: async <T>(id: ProviderId, change: (current: ProviderState) => ProviderChange<T>): Promise<T> => {
      for (let attempt = 1; attempt <= TRIES; attempt += 1) {
        const { version, ...current } = await read(id);
        const { state, result } = change(current);
        if (await swap(state, version)) return result;
        await pause(Math.random() * Math.min(attempt, LONGEST_PAUSE_MS));
      }
      throw writeConflict(NAME);
    },
  };
}
