// A worker and a store that is not there yet: it waits, says so, and does not wait for what will not come.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { SqliteConnection } from '../../src/storage/sqlite/connection.ts';
import { openWorkerStore } from '../../workers/open-store.ts';
import { scratchFolder } from '../helpers/scratch.ts';
import { waitFor } from '../helpers/wait-for.ts';

interface Scene {
  readonly folder: string;
  readonly file: string;
  readonly said: string[];
  open(deadlineMs?: number): ReturnType<typeof openWorkerStore>;
}

function scene(): Scene {
  const folder = join(scratchFolder(), 'data');
  const file = join(folder, 'morrow.db');
  const said: string[] = [];
  const logger = { warn: (_facts: unknown, message?: string) => void said.push(message ?? '') };
  return {
    folder,
    file,
    said,
    open: (deadlineMs = 20_000) => openWorkerStore({ store: { kind: 'sqlite', file } }, { logger, deadlineMs }),
  };
}

test('a worker waits for a store that cannot be opened yet, says so, and has it migrated in the end', async () => {
  const { folder, said, open } = scene();
  writeFileSync(folder, 'a file where the folder should be');
  const opening = open();
  await waitFor('it says that it waits', () => Promise.resolve(said.length > 0));
  expect(said[0]).toContain('does not answer yet');

  rmSync(folder);
  const store = await opening;
  onTestFinished(() => store.close());
  expect(await store.accounts.count({})).toBe(0);
});

test('a worker gives up a store that stays away, with what the store says', async () => {
  const { folder, open } = scene();
  writeFileSync(folder, 'a file where the folder should be');
  await expect(open(300)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
});

test('a worker does not wait for a database that only a newer version can read', async () => {
  const { folder, file, said, open } = scene();
  mkdirSync(folder);
  await (await open()).close();
  const other = new SqliteConnection(file);
  other.execute("INSERT INTO schema_version (version, name, applied_at) VALUES (9999, 'of the future', '2030-01-01')");
  other.close();

  await expect(open()).rejects.toMatchObject({ code: 'STORE_INCOMPATIBLE' });
  expect(said).toEqual([]);
});
