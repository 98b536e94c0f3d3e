// One connection to the file. The only place that binds values: the driver ends the whole process when it is given a
// boolean, and takes NaN and undefined for NULL without a word.
import Database from 'libsql';
import { closedError } from './errors.ts';

type SqlValue = string | number | bigint | Buffer | null;
export type SqlParameter = SqlValue | boolean;

/** How long a call may block this process while another one writes; longer waits are asynchronous (see `retry.ts`). */
const BUSY_WAIT_MS = 250;

/** Each of them is harmless to repeat; a change of journal mode waits for nobody and may fail with SQLITE_BUSY. */
const PRAGMAS = ['journal_mode = WAL', 'synchronous = NORMAL', 'foreign_keys = ON', 'wal_autocheckpoint = 1000'];

export class SqliteConnection {
  readonly file: string;
  #database: Database.Database | null;
  #statements = new Map<string, Database.Statement>();

  /** Synchronous; throws the driver's error. The folder must exist. */
  constructor(file: string) {
    this.file = file;
    this.#database = openDatabase(file);
  }

  /** Rows as plain objects with the column names of the statement. Never leaves a read transaction open. */
  all(sql: string, parameters: readonly SqlParameter[] = []): unknown[] {
    return this.#prepare(sql).all(parameters.map(bindable));
  }

  /**
   * How many rows were changed.
   * @throws TypeError for a statement that returns rows: the driver would leave it half-read, and with it a snapshot that
   *   keeps the log from being written back and later writes from being taken.
   */
  run(sql: string, parameters: readonly SqlParameter[] = []): number {
    const statement = this.#prepare(sql);
    if (statement.reader) throw new TypeError(`A statement that returns rows was run as a change: ${sql}`);
    return statement.run(parameters.map(bindable)).changes;
  }

  /** Runs statements without parameters and results. */
  execute(sql: string): void {
    this.#open().exec(sql);
  }

  get inTransaction(): boolean {
    return this.#open().inTransaction;
  }

  /** The way out of SQLITE_BUSY_SNAPSHOT, which no rollback heals. */
  reopen(): void {
    this.#release();
    this.#database = openDatabase(this.file);
  }

  close(): void {
    if (this.#database === null) return;
    // The driver keeps the file open until its statements are collected, so the log is written back here, not by the close.
    tryQuietly(() => this.execute('PRAGMA wal_checkpoint(TRUNCATE)'));
    this.#release();
  }

  #release(): void {
    const database = this.#database;
    this.#statements = new Map();
    this.#database = null;
    if (database !== null) tryQuietly(() => database.close());
  }

  #open(): Database.Database {
    if (this.#database === null) throw closedError(this.file);
    return this.#database;
  }

  #prepare(sql: string): Database.Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#open().prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

function openDatabase(file: string): Database.Database {
  const database = new Database(file, { timeout: BUSY_WAIT_MS });
  try {
    for (const pragma of PRAGMAS) database.pragma(pragma);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function bindable(value: SqlParameter): SqlValue {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${value} cannot be stored.`);
  if (value === undefined) throw new TypeError('A missing value cannot be stored.');
  return value;
}

function tryQuietly(action: () => void): void {
  try {
    action();
  } catch {
    // Closing is best effort: whatever is in the log is written back by the next process that opens the file.
  }
}
