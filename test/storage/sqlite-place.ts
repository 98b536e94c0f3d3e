// A place for SQLite tests: a new folder for each, everything opened in it closed afterwards, and second processes.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { Store } from '../../src/ports/store.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { SqliteConnection } from '../../src/storage/sqlite/connection.ts';
import { SqliteSession } from '../../src/storage/sqlite/session.ts';
import { steppingClock } from './builders.ts';

interface ChildResult {
  readonly code: number;
  readonly output: string;
}

export interface SqlitePlace {
  readonly folder: string;
  readonly file: string;
  /** Not migrated. */
  open(path?: string): Promise<Store>;
  openSession(patienceMs?: number): Promise<SqliteSession>;
  connect(): SqliteConnection;
  /** Runs an action of sqlite-child.ts on the file, in a process of its own. */
  runChild(action: string, options?: { readonly path?: string; readonly writer?: number }): Promise<ChildResult>;
}

/** The place of the running test; registers the hooks that make and clear it. */
export function useSqlitePlace(): SqlitePlace {
  let folder = '';
  let cleanups: (() => unknown)[] = [];
  const closeLater = <T extends { close(): unknown }>(opened: T): T => {
    cleanups.push(() => opened.close());
    return opened;
  };
  const file = (): string => join(folder, 'morrow.db');

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'morrow-sqlite-'));
  });

  afterEach(async () => {
    for (const cleanup of cleanups) await cleanup();
    cleanups = [];
    await rm(folder, { recursive: true, force: true });
  });

  return {
    get folder() {
      return folder;
    },
    get file() {
      return file();
    },
    open: async (path = file()) =>
      closeLater(await openStore({ kind: 'sqlite', file: path }, { clock: steppingClock() })),
    openSession: async (patienceMs) => closeLater(await SqliteSession.open(file(), steppingClock(), patienceMs)),
    connect: () => closeLater(new SqliteConnection(file())),
    runChild: (action, { path = file(), writer = 0 } = {}) => runChild([action, path, String(writer)]),
  };
}

function runChild(args: readonly string[]): Promise<ChildResult> {
  const entry = ['--import', 'tsx', join(import.meta.dirname, 'sqlite-child.ts')];
  return new Promise((resolve) => {
    execFile(process.execPath, [...entry, ...args], { timeout: 50_000 }, (error, output) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output });
    });
  });
}
