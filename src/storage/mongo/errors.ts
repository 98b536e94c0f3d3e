// What MongoDB's refusals mean for Morrow. A message may name the hosts, never the user or the password of the URI.
import {
  MongoBulkWriteError,
  MongoError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
} from 'mongodb';
import { MorrowError } from '../../contract/errors.ts';

const DUPLICATE_KEY = 11_000;
/** Unauthorized, AuthenticationFailed, and Atlas' own code for it. */
const ACCESS_CODES: ReadonlySet<unknown> = new Set([13, 18, 8000]);
/** The server steps down, shuts down, or has no room; another try may find it, or its successor, in order. */
const PASSING_CODES: ReadonlySet<unknown> = new Set([
  6, 7, 89, 91, 189, 9001, 10_107, 11_600, 11_602, 13_435, 13_436, 14_031,
]);

export const isDuplicateKey = (error: unknown): boolean =>
  error instanceof MongoServerError && error.code === DUPLICATE_KEY;

/** Positions of the writes that met an existing key; null when anything else went wrong as well. */
export function duplicateIndexes(error: unknown): ReadonlySet<number> | null {
  if (!(error instanceof MongoBulkWriteError)) return null;
  const failures = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
  const onlyDuplicates = failures.length > 0 && failures.every(({ code }) => code === DUPLICATE_KEY);
  return onlyDuplicates ? new Set(failures.map(({ index }) => index)) : null;
}

/** The catalogue error behind a driver's error; what is not about reaching the server stays as it is. */
export function explain(error: unknown, hosts: string): unknown {
  const problem = problemOf(error);
  if (problem === null) return error;
  return new MorrowError('STORE_UNREACHABLE', `MongoDB at ${hosts} ${problem}.`, {
    facts: { hosts },
    cause: withoutSecrets(error),
  });
}

function problemOf(error: unknown): string | null {
  if (error instanceof MongoServerError && ACCESS_CODES.has(error.code)) {
    return 'refuses the user, or does not allow the database. Correct the credentials in MONGODB_URI and the rights of the user';
  }
  if (error instanceof MongoNotConnectedError || error instanceof MongoTopologyClosedError) {
    return 'was closed by this process';
  }
  if (error instanceof MongoServerSelectionError || error instanceof MongoNetworkError) {
    return 'does not answer. Check that it runs and that MONGODB_URI names it';
  }
  if (error instanceof MongoServerError && isPassing(error))
    return `cannot take the request now (${error.codeName ?? error.code})`;
  return null;
}

const isPassing = (error: MongoServerError): boolean =>
  PASSING_CODES.has(error.code) || error.hasErrorLabel('RetryableWriteError');

/** A driver error holds its options and connections; only its name and words go on. */
function withoutSecrets(error: unknown): Error {
  const text = error instanceof MongoError ? `${error.name}: ${error.message}` : 'MongoDB error';
  return new Error(text.replace(/\/\/[^@\s]*@/g, '//'));
}

export const unreadableUri = (): MorrowError =>
  new MorrowError(
    'INVALID_CONFIG',
    'MONGODB_URI cannot be read. Write it as mongodb://user:password@host:port/?options.',
    {
      facts: { variable: 'MONGODB_URI' },
    },
  );

export const writeConflict = (collection: string): MorrowError =>
  new MorrowError(
    'STORE_CONFLICT',
    `Other writers keep adding to the same rows of ${collection}; it is tried again later.`,
    {
      facts: { collection },
    },
  );
