// What the tables of one open database share: reads at once, writes through the one queue, errors explained.
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../../ports/clock.ts';
import { SqliteConnection } from './connection.ts';
import { explain, folderError } from './errors.ts';
import { PATIENCE_MS, type Waiting, whenUnlocked } from './retry.ts';
import { type Write, WriteQueue } from './write-queue.ts';

export class SqliteSession {
  readonly file: string;
  readonly #connection: SqliteConnection;
  readonly #queue: WriteQueue;
  readonly #clock: Clock;
  readonly #waiting: Waiting;

  private constructor(connection: SqliteConnection, clock: Clock, patienceMs: number) {
    this.file = connection.file;
    this.#connection = connection;
    this.#queue = new WriteQueue(connection, patienceMs);
    this.#clock = clock;
    this.#waiting = { connection, patienceMs };
  }

  /**
   * Makes the folder and the file when they are missing.
   * @param patienceMs how long a call waits for another process that writes.
   * @throws MorrowError STORE_UNREACHABLE.
   */
  static async open(file: string, clock: Clock, patienceMs = PATIENCE_MS): Promise<SqliteSession> {
    const folder = dirname(file);
    await mkdir(folder, { recursive: true }).catch((error: unknown) => {
      throw folderError(error, folder);
    });
    try {
      const connection = await whenUnlocked(() => new SqliteConnection(file), { patienceMs });
      return new SqliteSession(connection, clock, patienceMs);
    } catch (error) {
      throw explain(error, file);
    }
  }

  /** The instant a fact is recorded at, as ISO text. */
  recordedAt(): string {
    return this.#clock.now().toISOString();
  }

  async read<T>(read: (connection: SqliteConnection) => T): Promise<T> {
    try {
      return await whenUnlocked(() => read(this.#connection), this.#waiting);
    } catch (error) {
      throw explain(error, this.file);
    }
  }

  write<T>(write: Write<T>): Promise<T> {
    return this.#queue.write(write);
  }

  async close(): Promise<void> {
    await this.#queue.close();
    this.#connection.close();
  }
}
