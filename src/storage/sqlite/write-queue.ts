// Gathers the writes of one turn of the event loop into one transaction: the price of a commit is paid once for all of them.
// Each write stands in its own savepoint, so a bad one is undone alone.
import type { SqliteConnection } from './connection.ts';
import { closedError, explain, isBusy, isStuck } from './errors.ts';
import { type Waiting, whenUnlocked } from './retry.ts';

/** Synchronous and without effects outside the database: it runs again when the transaction has to be repeated. */
export type Write<T> = (connection: SqliteConnection) => T;

/** A transaction that took this long is committed, and the rest waits for the next turn: other processes want to write too. */
const TRANSACTION_BUDGET_MS = 20;

/** Tells a caller how its write ended; called after the commit. */
type Settle = () => void;

interface Pending {
  readonly run: Write<Settle>;
  readonly reject: (reason: unknown) => void;
}

export class WriteQueue {
  readonly #connection: SqliteConnection;
  readonly #waiting: Waiting;
  #pending: Pending[] = [];
  #draining: Promise<void> | null = null;
  #closed = false;

  constructor(connection: SqliteConnection, patienceMs: number) {
    this.#connection = connection;
    this.#waiting = { connection, patienceMs };
  }

  /** Resolves when the write is committed. @throws what the write threw, or MorrowError STORE_UNREACHABLE. */
  write<T>(write: Write<T>): Promise<T> {
    if (this.#closed) return Promise.reject(closedError(this.#connection.file));
    return new Promise<T>((resolve, reject) => {
      const run = (connection: SqliteConnection): Settle => {
        const value = write(connection);
        return () => resolve(value);
      };
      this.#pending.push({ run, reject });
      this.#draining ??= this.#drain();
    });
  }

  /** Takes no more writes and waits for those already taken. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#draining;
  }

  async #drain(): Promise<void> {
    while (this.#pending.length > 0) {
      await new Promise(setImmediate);
      for (const settle of await this.#commitSome()) settle();
    }
    this.#draining = null;
  }

  async #commitSome(): Promise<readonly Settle[]> {
    try {
      return await whenUnlocked(() => this.#transaction(), this.#waiting);
    } catch (error) {
      const reason = explain(error, this.#connection.file);
      return this.#pending.splice(0).map(
        ({ reject }) =>
          () =>
            reject(reason),
      );
    }
  }

  /** Writes leave the queue only when they are committed, so that a repeated transaction finds them again. */
  #transaction(): readonly Settle[] {
    this.#connection.run('BEGIN IMMEDIATE');
    try {
      const settles = this.#runWithinBudget();
      this.#connection.run('COMMIT');
      this.#pending.splice(0, settles.length);
      return settles;
    } catch (error) {
      if (!isStuck(error) && this.#connection.inTransaction) this.#connection.run('ROLLBACK');
      throw error;
    }
  }

  #runWithinBudget(): readonly Settle[] {
    const settles: Settle[] = [];
    const end = performance.now() + TRANSACTION_BUDGET_MS;
    for (const pending of this.#pending) {
      settles.push(this.#runInSavepoint(pending));
      if (performance.now() > end) break;
    }
    return settles;
  }

  #runInSavepoint({ run, reject }: Pending): Settle {
    this.#connection.run('SAVEPOINT one_write');
    try {
      const settle = run(this.#connection);
      this.#connection.run('RELEASE one_write');
      return settle;
    } catch (error) {
      // A full disk or a damaged page ends the whole transaction: then nobody's write is in.
      if (isBusy(error) || !this.#connection.inTransaction) throw error;
      this.#connection.run('ROLLBACK TO one_write');
      this.#connection.run('RELEASE one_write');
      return () => reject(explain(error, this.#connection.file));
    }
  }
}
