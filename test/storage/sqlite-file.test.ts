// What only SQLite can get wrong with its file: rights, rubbish, a full disk, the schema.
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { migrate } from '../../src/storage/sqlite/migrate.ts';
import { MIGRATIONS } from '../../src/storage/sqlite/migrations/index.ts';
import type { SqliteSession } from '../../src/storage/sqlite/session.ts';
import { account, U1 } from './builders.ts';
import { useSqlitePlace } from './sqlite-place.ts';

const place = useSqlitePlace();

describe('a SQLite file', () => {
  test('that is no database is told by path, and stays as it is', async () => {
    const garbage = 'date,revenue\n'.repeat(1_000);
    await writeFile(place.file, garbage);
    await expect(place.open()).rejects.toMatchObject({
      code: 'STORE_UNREACHABLE',
      message: `The database ${place.file} is not a SQLite database. Name another file, or move this one away (SQLITE_NOTADB).`,
    });
    expect(await readFile(place.file, 'utf8')).toBe(garbage);
  });

  test('below something that is no folder is told by path', async () => {
    await writeFile(join(place.folder, 'plain'), '');
    await expect(place.open(join(place.folder, 'plain', 'morrow.db'))).rejects.toMatchObject({
      code: 'STORE_UNREACHABLE',
      message: expect.stringMatching(/plain.*SQLITE_FILE/),
    });
  });

  test('that is a folder is told by path', async () => {
    await mkdir(place.file);
    await expect(place.open()).rejects.toMatchObject({
      code: 'STORE_UNREACHABLE',
      message: expect.stringContaining(place.file),
    });
  });

  test('in a folder that may not be written is told by path', async () => {
    const locked = join(place.folder, 'locked');
    await mkdir(locked);
    await chmod(place.folder, 0o755);
    await chmod(locked, 0o555);
    const path = join(locked, 'morrow.db');
    expect(await place.runChild('write-without-rights', { path })).toEqual({
      code: 1,
      output: expect.stringMatching(`^STORE_UNREACHABLE The database ${path} cannot be (opened|written)\\. Check`),
    });
  });

  test('that may only be read is told by path', async () => {
    await (await place.open()).migrate();
    await chmod(place.folder, 0o555);
    await chmod(place.file, 0o444);
    const result = await place.runChild('write-without-rights');
    await chmod(place.folder, 0o755);
    expect(result).toEqual({
      code: 1,
      output: expect.stringMatching(
        `^STORE_UNREACHABLE The database ${place.file} cannot be (opened|written)\\. Check`,
      ),
    });
  });

  test('that was deleted under a running process is missed by a ping', async () => {
    const store = await place.open();
    await store.migrate();
    await rm(place.file);
    await expect(store.ping()).rejects.toMatchObject({
      code: 'STORE_UNREACHABLE',
      message: expect.stringContaining(place.file),
    });
  });

  test('without tables asks to be migrated', async () => {
    const store = await place.open();
    await expect(store.accounts.count({})).rejects.toMatchObject({
      code: 'STORE_INCOMPATIBLE',
      message: expect.stringContaining('Migrate it first'),
    });
  });

  test('with a row that Morrow never wrote is told by table and field', async () => {
    const store = await place.open();
    await store.migrate();
    await store.accounts.save(account('u1'));
    place.connect().run("UPDATE accounts SET sources = 'not json'");
    await expect(store.accounts.find(U1)).rejects.toMatchObject({
      code: 'STORE_INCOMPATIBLE',
      facts: { table: 'accounts', field: 'sources' },
    });
  });

  test('on a full disk keeps what it has, says so, and goes on when there is room again', async () => {
    const session = await place.openSession();
    await migrate(session);
    const store = await place.open();
    await store.accounts.save(account('u1'));
    const insert = "INSERT INTO raw_payloads VALUES ('p', 'u1', 's', '', '', 1, '', randomblob(500000))";
    await session.read((connection) => connection.all('PRAGMA max_page_count = 60'));
    await expect(session.write((connection) => connection.run(insert))).rejects.toMatchObject({
      code: 'STORE_UNREACHABLE',
      message: expect.stringMatching(/the disk is full/),
    });
    await session.read((connection) => connection.all('PRAGMA max_page_count = 100000'));
    expect(await session.write((connection) => connection.run(insert))).toBe(1);
    expect(await store.accounts.count({})).toBe(1);
  });
});

describe('SQLite schema migrations', () => {
  const next = {
    version: MIGRATIONS.length + 1,
    name: 'next',
    steps: ['ALTER TABLE accounts ADD COLUMN note TEXT', 'CREATE TABLE notes (id TEXT) STRICT'],
  };
  const broken = {
    version: MIGRATIONS.length + 2,
    name: 'broken',
    steps: ['CREATE TABLE half (id TEXT) STRICT', 'CREATE TABLE notes (id TEXT) STRICT'],
  };
  const versions = (session: SqliteSession) =>
    session.read((connection) => connection.all('SELECT version, name FROM schema_version ORDER BY version'));

  test('go on from the version a file has, and keep its rows', async () => {
    const store = await place.open();
    await store.migrate();
    await store.accounts.save(account('u1'));
    const session = await place.openSession();
    await migrate(session, [...MIGRATIONS, next]);
    expect(await versions(session)).toEqual([
      ...MIGRATIONS.map(({ version, name }) => ({ version, name })),
      { version: next.version, name: 'next' },
    ]);
    expect(await store.accounts.find(U1)).toEqual(account('u1'));
  });

  test('that fail half-way change nothing', async () => {
    const session = await place.openSession();
    await migrate(session, [...MIGRATIONS, next]);
    await expect(migrate(session, [...MIGRATIONS, next, broken])).rejects.toThrow(/notes/);
    expect(await versions(session)).toHaveLength(next.version);
    await expect(session.read((connection) => connection.all('SELECT * FROM half'))).rejects.toThrow(/half/);
  });

  test('refuse a file that a newer Morrow has been at', async () => {
    await migrate(await place.openSession(), [...MIGRATIONS, next]);
    await expect((await place.open()).migrate()).rejects.toMatchObject({
      code: 'STORE_INCOMPATIBLE',
      facts: { file: place.file, found: next.version, known: MIGRATIONS.length },
    });
  });

  test('are numbered without gaps, so that no version is skipped', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
  });

  test('are done once when several processes start on a new file together', async () => {
    const results = await Promise.all([
      place.runChild('migrate'),
      place.runChild('migrate'),
      place.runChild('migrate'),
    ]);
    expect(results.map(({ code, output }) => `${code}${output}`)).toEqual(['0', '0', '0']);
    expect(await versions(await place.openSession())).toHaveLength(MIGRATIONS.length);
  });
});
