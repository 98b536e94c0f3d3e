// What the collections of one open database share: the connection, the clock, and errors explained.
import { type Collection, type Db, type Document, MongoClient } from 'mongodb';
import type { Clock } from '../../ports/clock.ts';
import { explain, isDuplicateKey, unreadableUri } from './errors.ts';

export interface MongoLocation {
  readonly uri: string;
  readonly database: string;
}

/** Rows are small and steps are retried by Temporal: rather fail soon with a clear message than hang. */
const OPTIONS = {
  appName: 'morrow',
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
  socketTimeoutMS: 60_000,
  // A write that a fail-over could take back must not count as done.
  writeConcern: { w: 'majority' },
} as const;

/** A document with a business id for its `_id`. */
export interface IdDocument extends Document {
  readonly _id: string;
}

export class MongoSession {
  readonly #client: MongoClient;
  readonly #database: Db;
  readonly #clock: Clock;
  readonly #hosts: string;

  private constructor(client: MongoClient, database: string, clock: Clock) {
    this.#client = client;
    this.#database = client.db(database);
    this.#clock = clock;
    this.#hosts = client.options.srvHost ?? client.options.hosts.map(String).join(', ');
  }

  /** @throws MorrowError STORE_UNREACHABLE (after at most about five seconds), INVALID_CONFIG. */
  static async open({ uri, database }: MongoLocation, clock: Clock): Promise<MongoSession> {
    const session = new MongoSession(clientFor(uri), database, clock);
    try {
      await session.run(() => session.#client.connect());
    } catch (error) {
      await session.close();
      throw error;
    }
    return session;
  }

  /** The instant a fact is recorded at, as ISO text. */
  recordedAt(): string {
    return this.#clock.now().toISOString();
  }

  /** Documents with an id of the server's. */
  facts<T extends Document = Document>(name: string): Collection<T> {
    return this.#database.collection<T>(name);
  }

  /** Documents with a business id. */
  byId(name: string): Collection<IdDocument> {
    return this.#database.collection<IdDocument>(name);
  }

  async run<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw explain(error, this.#hosts);
    }
  }

  /** Two upserts of one new id may meet: the loser finds the document there when it tries again. */
  runUpsert<T>(action: () => Promise<T>): Promise<T> {
    return this.run(() =>
      action().catch((error: unknown) => {
        if (isDuplicateKey(error)) return action();
        throw error;
      }),
    );
  }

  async ping(): Promise<void> {
    await this.run(() => this.#database.command({ ping: 1 }));
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}

function clientFor(uri: string): MongoClient {
  try {
    return new MongoClient(uri, OPTIONS);
  } catch {
    // The parser's own message may quote the URI with its password, so it is not passed on.
    throw unreadableUri();
  }
}
