// What SQLite's refusals mean for Morrow: which file, what happened, what to do about it.
import { MorrowError } from '../../contract/errors.ts';

/** The driver's code of an error, e.g. `SQLITE_BUSY`; null for anything that is not SQLite's. */
function sqliteCode(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (/ConnectionFailed/.test(error.message)) return 'SQLITE_CANTOPEN';
  const code: unknown = 'code' in error ? error.code : null;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : null;
}

/** Another process holds the lock for the moment. */
export const isBusy = (error: unknown): boolean => /^SQLITE_(BUSY|LOCKED)/.test(sqliteCode(error) ?? '');

/** The connection keeps failing with this one until it is opened anew, whatever is rolled back. */
export const isStuck = (error: unknown): boolean => sqliteCode(error) === 'SQLITE_BUSY_SNAPSHOT';

interface Explanation {
  readonly pattern: RegExp;
  readonly text: string;
}

const EXPLANATIONS: readonly Explanation[] = [
  { pattern: /^SQLITE_(BUSY|LOCKED|PROTOCOL)/, text: 'is locked by another process. Stop what holds it, or try again' },
  { pattern: /^SQLITE_FULL/, text: 'cannot grow: the disk is full. Free some space' },
  { pattern: /^SQLITE_(READONLY|PERM)/, text: 'cannot be written. Check the rights of the file and its folder' },
  { pattern: /^SQLITE_CANTOPEN/, text: 'cannot be opened. Check that the folder exists and can be written' },
  { pattern: /^SQLITE_NOTADB/, text: 'is not a SQLite database. Name another file, or move this one away' },
  { pattern: /^SQLITE_CORRUPT/, text: 'is damaged. Restore a backup' },
  { pattern: /^SQLITE_IOERR/, text: 'cannot be read or written. Check the disk' },
];

/** The catalogue error behind a driver's error; what is not SQLite's stays as it is. */
export function explain(error: unknown, file: string): unknown {
  const code = sqliteCode(error);
  if (code === null) return error;
  const detail = error instanceof Error ? error.message : '';
  if (/no such (table|column)/.test(detail)) return notMigrated(file, detail, error);
  const known = EXPLANATIONS.find(({ pattern }) => pattern.test(code));
  if (known === undefined) return error;
  return new MorrowError('STORE_UNREACHABLE', `The database ${file} ${known.text} (${code}).`, {
    facts: { file, sqliteCode: code },
    cause: error,
  });
}

const notMigrated = (file: string, detail: string, cause: unknown): MorrowError =>
  new MorrowError('STORE_INCOMPATIBLE', `The database ${file} lacks Morrow's tables (${detail}). Migrate it first.`, {
    facts: { file },
    cause,
  });

/** An operating system's refusal to give the folder, as the same kind of error. */
export function folderError(error: unknown, folder: string): MorrowError {
  const reason = error instanceof Error ? error.message : String(error);
  return new MorrowError(
    'STORE_UNREACHABLE',
    `The folder ${folder} of the database cannot be made. Check its rights, or set SQLITE_FILE to another place (${reason}).`,
    { facts: { folder }, cause: error },
  );
}

export const closedError = (file: string): MorrowError =>
  new MorrowError('STORE_UNREACHABLE', `The database ${file} was closed by this process.`, { facts: { file } });

export const fileGoneError = (file: string, cause: unknown): MorrowError =>
  new MorrowError('STORE_UNREACHABLE', `The database ${file} is no longer there. Restore it, then restart Morrow.`, {
    facts: { file },
    cause,
  });
