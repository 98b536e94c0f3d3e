// The contract on SQLite: a new file for each test.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/storage/open-store.ts';
import { steppingClock } from './builders.ts';
import { describeStore } from './contract.ts';

describeStore('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'morrow-sqlite-'));
  const file = join(folder, 'state', 'morrow.db');
  return {
    open: () => openStore({ kind: 'sqlite', file }, { clock: steppingClock() }),
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
});
