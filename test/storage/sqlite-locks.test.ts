// What only SQLite can get wrong between writers: locks, several processes on one file, the write queue.
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { SqliteConnection } from '../../src/storage/sqlite/connection.ts';
import { migrate } from '../../src/storage/sqlite/migrate.ts';
import { whenUnlocked } from '../../src/storage/sqlite/retry.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { account, accountId, ALWAYS, DAY, day, decimal, payload, U1 } from './builders.ts';
import { useSqlitePlace } from './sqlite-place.ts';

const place = useSqlitePlace();

describe('several processes on one SQLite file', () => {
  test('lose no revision and double none', async () => {
    const store = await place.open();
    await store.migrate();
    const results = await Promise.all([place.runChild('write', { writer: 1 }), place.runChild('write', { writer: 2 })]);
    expect(results.map(({ code, output }) => `${code}${output}`)).toEqual(['0', '0']);
    const revisions = await store.revenue.listDayRevisions(U1, DAY);
    expect(revisions.map(({ revision }) => revision)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    expect(new Set(revisions.map(({ amount }) => amount)).size).toBe(200);
    for (let index = 0; index < 10; index += 1) {
      expect(await store.revenue.listDayRevisions(accountId(`common-${index}`), DAY)).toHaveLength(1);
    }
  });
});

test('a file that another process brings to the newest schema is waited for, also for a minute', async () => {
  const store = await place.open();
  const other = place.connect();
  other.execute('BEGIN IMMEDIATE');
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const tries = vi.spyOn(SqliteConnection.prototype, 'run');
  onTestFinished(() => tries.mockRestore());
  let outcome = 'waits';
  const migrating = store.migrate().then(
    () => (outcome = 'migrated'),
    (error: unknown) => (outcome = String(error)),
  );
  const triedAgain = async (): Promise<void> => {
    const before = tries.mock.calls.length;
    await waitFor('it was tried again', async () => tries.mock.calls.length > before + 1 || outcome !== 'waits');
  };
  await triedAgain();
  vi.advanceTimersByTime(60_000);
  await triedAgain();
  expect(outcome).toBe('waits');
  other.execute('COMMIT');
  expect(await migrating).toBe('migrated');
});

describe('the SQLite write queue', () => {
  test('undoes a bad write alone; those beside it are kept', async () => {
    const session = await place.openSession();
    await migrate(session);
    const insert = (id: string) => (connection: SqliteConnection) =>
      connection.run('INSERT INTO raw_payloads VALUES (?, ?, ?, ?, ?, 1, ?, ?)', [
        id,
        'a',
        's',
        '',
        '',
        '',
        Buffer.from('x'),
      ]);
    const results = await Promise.allSettled([
      session.write(insert('one')),
      session.write((connection) => {
        insert('undone')(connection);
        throw new Error('changed my mind');
      }),
      session.write(insert('one')),
      session.write(insert('two')),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { message: 'changed my mind' } });
    const stored = await session.read((connection) => connection.all('SELECT id FROM raw_payloads ORDER BY id'));
    expect(stored).toEqual([{ id: 'one' }, { id: 'two' }]);
  });

  test('waits for a writer of another process, and the event loop goes on meanwhile', async () => {
    const store = await place.open();
    await store.migrate();
    const other = place.connect();
    other.execute('BEGIN IMMEDIATE');
    let saved = false;
    const saving = store.accounts.save(account('u1')).then(() => (saved = true));
    await turnsOfTheLoop(5);
    expect(saved).toBe(false);
    other.execute('COMMIT');
    await saving;
    expect(await store.accounts.find(U1)).toEqual(account('u1'));
  });

  test('gives up when the other one never ends, says so, and works again afterwards', async () => {
    const session = await place.openSession(300);
    await migrate(session);
    const other = place.connect();
    other.execute('BEGIN IMMEDIATE');
    const write = () => session.write((connection) => connection.run("DELETE FROM accounts WHERE id = 'x'"));
    await expect(write()).rejects.toMatchObject({
      code: 'STORE_UNREACHABLE',
      message: expect.stringMatching(/locked by another process/),
    });
    other.execute('COMMIT');
    await expect(write()).resolves.toBe(0);
  });

  test('keeps a write that was taken before the store was closed', async () => {
    const store = await place.open();
    await store.migrate();
    const saving = store.revenue.saveDays([day({ amount: decimal('7.00') })]);
    await store.close();
    await saving;
    expect(await (await place.open()).revenue.listDayRevisions(U1, DAY)).toMatchObject([{ amount: '7.00' }]);
  });

  test('frees a connection that is stuck behind an old snapshot', async () => {
    await (await place.open()).migrate();
    const connection = place.connect();
    const other = await place.open();
    connection.execute('BEGIN');
    connection.all('SELECT * FROM accounts');
    await other.accounts.save(account('u1'));
    const write = () => connection.run("UPDATE accounts SET name = 'written'");
    expect(write).toThrow(expect.objectContaining({ code: 'SQLITE_BUSY_SNAPSHOT' }));
    expect(await whenUnlocked(write, { patienceMs: 1_000, connection })).toBe(1);
    expect(await other.accounts.find(U1)).toMatchObject({ name: 'written' });
  });

  test('holds no snapshot between calls, so that the log can be written back at any time', async () => {
    const store = await place.open();
    await store.migrate();
    await store.accounts.save(account('u1'));
    await store.accounts.list({}, { after: null, limit: 1 });
    await store.revenue.saveDays([day(), day({ amount: decimal('2.00') })]);
    await store.revenue.listDays(U1, ALWAYS);
    const other = place.connect();
    other.run("UPDATE accounts SET name = 'other'");
    expect(other.all('PRAGMA wal_checkpoint(TRUNCATE)')).toEqual([{ busy: 0, log: 0, checkpointed: 0 }]);
    await expect(store.accounts.save(account('u1', { name: 'mine' }))).resolves.toBeUndefined();
  });

  test('refuses to run a query as a change, which would leave a snapshot open', async () => {
    const connection = place.connect();
    expect(() => connection.run('SELECT 1')).toThrow(/returns rows/);
    expect(() => connection.run('PRAGMA user_version')).toThrow(/returns rows/);
  });

  test('takes a flag, which the driver would end the process for', async () => {
    const session = await place.openSession();
    await migrate(session);
    expect(await session.read((connection) => connection.all('SELECT ? AS yes, ? AS no', [true, false]))).toEqual([
      { yes: 1, no: 0 },
    ]);
  });

  test('stores a payload of several megabytes beside small writes', async () => {
    const store = await place.open();
    await store.migrate();
    const pages = [Array.from({ length: 200_000 }, (_, index) => String(index)).join(',')];
    await Promise.all([store.payloads.save(payload('big', { report: { pages } })), store.accounts.save(account('u1'))]);
    expect((await store.payloads.find('big'))?.report.pages).toEqual(pages);
  });
});

/** Resolves when other work has got its turn so many times. */
async function turnsOfTheLoop(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1));
}
