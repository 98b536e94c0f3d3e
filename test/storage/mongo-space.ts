// A MongoDB database of its own for each test, on the server that MONGODB_TEST_URI names or that can be had.
import { randomUUID } from 'node:crypto';
import { type Db, MongoClient } from 'mongodb';
import { afterAll, beforeAll } from 'vitest';
import { startMongo, type MongoServer } from '../../scripts/lib/mongo-server.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { steppingClock } from './builders.ts';
import type { StoreSpace } from './contract.ts';

export interface MongoSpace extends StoreSpace {
  /** Looks at the data, or changes it, past the store. */
  withDatabase(use: (database: Db) => Promise<void>): Promise<void>;
}

/** Registers the hooks that start and stop the server. */
export function useMongo(): () => Promise<MongoSpace> {
  let server: MongoServer | null = null;

  beforeAll(async () => {
    server = await startMongo({ onProgress: (line) => console.log(line) });
  }, 300_000);

  afterAll(() => server?.stop());

  return async () => {
    const uri = server?.uri ?? '';
    const name = `morrow_test_${randomUUID().slice(0, 8)}`;
    const withDatabase = async (use: (database: Db) => Promise<void>): Promise<void> => {
      const client = await new MongoClient(uri).connect();
      try {
        await use(client.db(name));
      } finally {
        await client.close();
      }
    };
    return {
      open: () => openStore({ kind: 'mongodb', uri, database: name }, { clock: steppingClock() }),
      withDatabase,
      dispose: () => withDatabase(async (database) => void (await database.dropDatabase())),
    };
  };
}
