// The state folder: saved while it is written to, brought back whole or not at all, emptied of our own things only.
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'libsql';
import { describe, expect, onTestFinished, test } from 'vitest';
import { claimStateFolder } from '../../scripts/lib/stack-file.ts';
import { backupState, followLogs, readLogs, readStatus, resetState, restoreState } from '../../scripts/state.ts';
import { scratchFolder } from '../helpers/scratch.ts';
import { waitFor } from '../helpers/wait-for.ts';

const yes = (): Promise<boolean> => Promise.resolve(true);

function stateFolder(): { folder: string; env: Record<string, string>; file: (name: string) => string } {
  const folder = join(scratchFolder(), '.morrow');
  mkdirSync(join(folder, 'logs'), { recursive: true });
  return { folder, env: { MORROW_STATE_DIR: folder }, file: (name) => join(folder, name) };
}

/** Stays open, as that of a running server: the newest rows are in the write-ahead log only. */
function openDatabase(file: string): Database.Database {
  const database = new Database(file);
  onTestFinished(() => void database.close());
  database.exec('PRAGMA journal_mode=wal; PRAGMA wal_autocheckpoint=0; CREATE TABLE days (amount TEXT)');
  return database;
}

function countDays(file: string): number {
  const database = new Database(file);
  try {
    return database.prepare('SELECT amount FROM days').all().length;
  } finally {
    database.close();
  }
}

/** The list of contents stays, the database is another sound one. */
function repackWithOtherContent(saved: string): void {
  const folder = scratchFolder();
  execFileSync('tar', ['-xzf', saved, '-C', folder]);
  const database = new Database(join(folder, 'morrow.db'));
  database.exec("INSERT INTO days VALUES ('forged')");
  database.close();
  execFileSync('tar', ['-czf', saved, '-C', folder, 'backup.json', 'morrow.db']);
}

describe('backup and restore', () => {
  test('what a running process has written comes back after everything was lost', async () => {
    const { env, file, folder } = stateFolder();
    const database = openDatabase(file('morrow.db'));
    for (let day = 0; day < 50; day += 1) database.prepare('INSERT INTO days VALUES (?)').run([`${day}.10`]);
    const backup = join(dirname(folder), 'saved.tar.gz');
    expect(await backupState({ env, file: backup })).toMatchObject({
      file: backup,
      databases: ['morrow.db'],
      mongoLeftOut: false,
    });
    database.close();
    await resetState({ env, confirm: yes });
    expect(existsSync(file('morrow.db'))).toBe(false);

    expect(await restoreState({ env, file: backup })).toMatchObject({ databases: ['morrow.db'] });
    expect(countDays(file('morrow.db'))).toBe(50);
  });

  test('a backup leaves nothing but its file, and the database as it was', async () => {
    const { env, file, folder } = stateFolder();
    openDatabase(file('morrow.db')).exec("INSERT INTO days VALUES ('1')");
    await backupState({ env, file: join(dirname(folder), 'saved.tar.gz') });
    expect(readdirSync(dirname(folder)).toSorted()).toEqual(['.morrow', 'saved.tar.gz']);
    expect(countDays(file('morrow.db'))).toBe(1);
  });

  test('nothing to save is an error that says how to get something', async () => {
    const { env, folder } = stateFolder();
    await expect(backupState({ env, file: join(folder, 'x.tar.gz') })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('npm start'),
    });
  });

  test.each([
    ['is no backup', (saved: string) => writeFileSync(saved, 'hello')],
    ['holds another database than it says', repackWithOtherContent],
    ['was cut off', (saved: string) => writeFileSync(saved, readFileSync(saved).subarray(0, 400))],
  ])('a file that %s changes nothing', async (_, damage) => {
    const { env, file, folder } = stateFolder();
    const database = openDatabase(file('morrow.db'));
    const saved = join(dirname(folder), 'saved.tar.gz');
    await backupState({ env, file: saved });
    database.exec("INSERT INTO days VALUES ('1')");
    database.close();
    damage(saved);
    await expect(restoreState({ env, file: saved })).rejects.toMatchObject({ code: 'INVALID_BACKUP' });
    expect(countDays(file('morrow.db'))).toBe(1);
    expect(readdirSync(folder).filter((name) => !name.startsWith('morrow.db'))).toEqual(['logs']);
  });

  test('a running stack is neither restored over nor reset', async () => {
    const { env, file, folder } = stateFolder();
    openDatabase(file('morrow.db'));
    const saved = join(dirname(folder), 'saved.tar.gz');
    await backupState({ env, file: saved });
    const stack = await claimStateFolder(folder, 'a second one is not started');
    await expect(restoreState({ env, file: saved })).rejects.toMatchObject({ code: 'STACK_RUNNING' });
    await expect(resetState({ env, confirm: yes })).rejects.toMatchObject({ code: 'STACK_RUNNING' });
    expect(existsSync(file('morrow.db'))).toBe(true);
    await stack.release();
  });
});

describe('reset', () => {
  test('removes what the stack wrote and keeps what it did not', async () => {
    const { env, file } = stateFolder();
    for (const name of ['morrow.db', 'morrow.db-wal', 'temporal.db', 'my-notes.txt']) writeFileSync(file(name), '');
    mkdirSync(file('cache'));
    await resetState({ env, confirm: yes });
    expect(readdirSync(file('.')).toSorted()).toEqual(['cache', 'my-notes.txt']);
  });

  test('asks with the list of what would go, and keeps everything on no', async () => {
    const { env, file } = stateFolder();
    writeFileSync(file('morrow.db'), '');
    const asked: (readonly string[])[] = [];
    const no = (paths: readonly string[]): Promise<boolean> => Promise.resolve(asked.push(paths) < 0);
    expect(await resetState({ env, confirm: no })).toMatchObject({ removed: [] });
    expect(asked[0]).toContain(file('morrow.db'));
    expect(existsSync(file('morrow.db'))).toBe(true);
  });
});

describe('logs and status', () => {
  test('the end of each log is told by process, and an unknown process is refused with the known ones', async () => {
    const { env, file } = stateFolder();
    writeFileSync(file('logs/api.log'), 'one\ntwo\nthree\n');
    writeFileSync(file('logs/temporal.log'), 'up\n');
    expect(await readLogs({ env, lines: 2 })).toEqual([
      { process: 'api', lines: ['two', 'three'] },
      { process: 'temporal', lines: ['up'] },
    ]);
    await expect(readLogs({ env, lines: 2, process: 'apy' })).rejects.toThrow(/no log of "apy".*api, temporal/);
  });

  test('lines that are written while one follows are told, once each', async () => {
    const { env, file } = stateFolder();
    writeFileSync(file('logs/api.log'), 'before\n');
    const controller = new AbortController();
    const told: string[] = [];
    const following = followLogs(
      { env, signal: controller.signal },
      (process, line) => void told.push(`${process}: ${line}`),
    );
    await waitFor('the first line', async () => {
      if (told.length === 0) appendFileSync(file('logs/api.log'), 'now\n');
      return told.length > 0;
    });
    controller.abort();
    await following;
    expect(new Set(told)).toEqual(new Set(['api: now']));
  });

  test('without a running stack the status says so and tells the sizes of what is there', async () => {
    const { env, file } = stateFolder();
    writeFileSync(file('morrow.db'), 'x'.repeat(10));
    writeFileSync(file('logs/api.log'), 'xyz');
    const { running, processes, files } = await readStatus({ env });
    expect({ running, processes }).toEqual({ running: false, processes: [] });
    expect(files).toEqual([
      { name: 'morrow.db', bytes: 10 },
      { name: 'logs', bytes: 3 },
    ]);
  });

  test('a running stack is told with its processes, their memory and its ports', async () => {
    const { env, folder } = stateFolder();
    const claim = await claimStateFolder(folder, 'a second one is not started');
    const logFile = join(folder, 'logs/one.log');
    const processes = [
      { name: 'one', pid: process.pid, logFile, metricsUrl: null },
      { name: 'down', pid: null, logFile, metricsUrl: null },
    ];
    claim.write({
      pid: process.pid,
      startMark: null,
      startedAt: '2026-11-22T06:00:00.000Z',
      env: {},
      urls: {},
      ports: { API_PORT: 1 },
      processes,
    });
    const status = await readStatus({ env });
    expect(status).toMatchObject({ running: true, ports: [{ name: 'API_PORT', port: 1, listening: false }] });
    expect(status.processes.map(({ name, alive }) => ({ name, alive }))).toEqual([
      { name: 'supervisor', alive: true },
      { name: 'one', alive: true },
      { name: 'down', alive: false },
    ]);
    await claim.release();
  });
});
