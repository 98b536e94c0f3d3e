// The outage of a chaos round is real: what the store refuses meanwhile is refused, and afterwards all is as before.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { refuseStore } from '../../scripts/chaos/store-outage.ts';
import { SqliteConnection } from '../../src/storage/sqlite/connection.ts';
import { scratchFolder } from '../helpers/scratch.ts';
import { waitFor } from '../helpers/wait-for.ts';

const SOURCE = { mode: 'source' as const };

test('nobody else can write to a SQLite file during the outage, and everybody can after it', async () => {
  const file = join(scratchFolder(), 'morrow.db');
  const connection = new SqliteConnection(file);
  onTestFinished(() => connection.close());
  connection.execute('CREATE TABLE t (x INTEGER)');
  const write = (): number => connection.run('INSERT INTO t VALUES (1)');
  const stop = new AbortController();

  const outage = refuseStore(
    { ...SOURCE, mongo: null, config: { store: { kind: 'sqlite', file } } },
    { forMs: 60_000, signal: stop.signal },
  );
  await waitFor('a refusal', () => Promise.resolve(refuses(write)));
  stop.abort();
  expect(await outage).toBeGreaterThan(0);
  expect(write()).toBe(1);
});

test.runIf(process.platform === 'linux')(
  'a MongoDB server is frozen during the outage, and goes on after it',
  async () => {
    const server = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
    onTestFinished(() => void server.kill('SIGKILL'));
    await once(server, 'spawn');
    const pid = server.pid ?? 0;
    const store = { kind: 'mongodb' as const, uri: 'mongodb://127.0.0.1:1', database: 'ss_stats' };
    const mongo = { uri: store.uri, kind: 'stand-in' as const, pid, stop: () => Promise.resolve() };
    const stop = new AbortController();

    const outage = refuseStore({ ...SOURCE, mongo, config: { store } }, { forMs: 60_000, signal: stop.signal });
    await waitFor('the frozen server', () => Promise.resolve(stateOf(pid) === 'T'));
    stop.abort();
    await outage;
    await waitFor('it goes on', () => Promise.resolve(stateOf(pid) === 'S' || stateOf(pid) === 'R'));
  },
);

test("somebody else's MongoDB server is left alone", async () => {
  const store = { kind: 'mongodb' as const, uri: 'mongodb://127.0.0.1:1', database: 'ss_stats' };
  const outage = refuseStore(
    { ...SOURCE, mongo: null, config: { store } },
    { forMs: 10, signal: AbortSignal.timeout(20_000) },
  );
  await expect(outage).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});

function refuses(write: () => number): boolean {
  try {
    write();
    return false;
  } catch {
    return true;
  }
}

function stateOf(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[0];
}
