// Brings a database to the newest schema in one transaction: another process waits for it, or finds nothing left to do.
import { MorrowError } from '../../contract/errors.ts';
import { z } from 'zod';
import type { SqliteConnection } from './connection.ts';
import { MIGRATIONS } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';
import type { SqliteSession } from './session.ts';

const VERSION_TABLE = `CREATE TABLE IF NOT EXISTS schema_version (
  version INTEGER NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  applied_at TEXT NOT NULL
) STRICT`;

const versionRows = z.array(z.object({ version: z.int() }));

/** A file that is at the newest schema is only read. @throws MorrowError STORE_INCOMPATIBLE when a newer Morrow has been here. */
export async function migrate(session: SqliteSession, migrations: readonly Migration[] = MIGRATIONS): Promise<void> {
  const newest = migrations.at(-1)?.version ?? 0;
  if (await session.read((connection) => isAt(connection, newest))) return;
  await session.write((connection) => {
    connection.run(VERSION_TABLE);
    const current = schemaVersion(connection);
    if (current > newest) throw newerSchema(connection.file, current, newest);
    for (const migration of migrations.filter(({ version }) => version > current)) {
      apply(connection, migration, session.recordedAt());
    }
  });
}

const isAt = (connection: SqliteConnection, version: number): boolean =>
  connection.all("SELECT 1 FROM sqlite_master WHERE name = 'schema_version'").length > 0 &&
  schemaVersion(connection) === version;

function apply(connection: SqliteConnection, { version, name, steps }: Migration, appliedAt: string): void {
  for (const step of steps) {
    if (typeof step === 'string') connection.execute(step);
    else step(connection);
  }
  connection.run('INSERT INTO schema_version (version, name, applied_at) VALUES (?, ?, ?)', [version, name, appliedAt]);
}

/** The newest migration that was applied; 0 for an empty database. */
function schemaVersion(connection: SqliteConnection): number {
  const [row] = versionRows.parse(connection.all('SELECT version FROM schema_version ORDER BY version DESC LIMIT 1'));
  return row?.version ?? 0;
}

const newerSchema = (file: string, found: number, known: number): MorrowError =>
  new MorrowError(
    'STORE_INCOMPATIBLE',
    `The database ${file} has schema version ${found}; this Morrow knows versions up to ${known}. Use the newer Morrow, or restore a backup.`,
    { facts: { file, found, known } },
  );
