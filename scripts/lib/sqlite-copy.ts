// Consistent copies of SQLite files that other processes are writing, and the check of a copy before it is trusted.
// Not `VACUUM INTO`: it cannot rewrite the schema of Temporal's database.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import Database from 'libsql';
import { MorrowError } from '../../src/contract/errors.ts';
import { runTool } from './run-tool.ts';

const BUSY_TIMEOUT_MS = 10_000;
const COPY_TIMEOUT_MS = 10 * 60_000;

/**
 * Copies the database into a folder as one sound file. Writers wait as long as the copy takes.
 * @throws MorrowError DISK_FULL, INTERNAL when the copy is not sound.
 */
export async function copyDatabase(source: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const database = new Database(source, { timeout: BUSY_TIMEOUT_MS });
  try {
    // Holding the writer's place keeps the log from being restarted; what a checkpoint moves meanwhile is in the log's copy too.
    database.exec('BEGIN IMMEDIATE');
    await copyFiles(
      [source, `${source}-wal`].filter((file) => existsSync(file)),
      folder,
    );
    database.exec('ROLLBACK');
  } finally {
    database.close();
  }
  const copy = join(folder, basename(source));
  const problem = settleDatabase(copy);
  if (problem !== null) throw new MorrowError('INTERNAL', `The copy of ${source} is not sound: ${problem}. Try again.`);
  return copy;
}

/** By another process: closing a file in this one would drop the locks it holds on the database. */
async function copyFiles(files: readonly string[], folder: string): Promise<void> {
  const result = await runTool({
    command: 'cp',
    args: ['--', ...files, folder],
    cwd: folder,
    env: process.env,
    timeoutMs: COPY_TIMEOUT_MS,
  });
  if (result.ok) return;
  const reason = result.lines.join(' ').slice(0, 200);
  const code = /no space/i.test(reason) ? 'DISK_FULL' : 'FOLDER_NOT_WRITABLE';
  throw new MorrowError(
    code,
    `The databases cannot be copied to ${folder}: ${reason}. Free space or correct its rights, and try again.`,
  );
}

/** Takes a database's log into its file and checks it. Null when it is sound, else what is wrong. Nobody else may use it. */
export function settleDatabase(file: string): string | null {
  try {
    const database = new Database(file, { timeout: BUSY_TIMEOUT_MS });
    try {
      database.pragma('wal_checkpoint(TRUNCATE)');
      const verdict = JSON.stringify(database.pragma('integrity_check'));
      database.pragma('journal_mode=delete');
      return verdict.includes('"ok"') ? null : verdict.slice(0, 200);
    } finally {
      database.close();
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
