// Reads the environment once per process into one frozen, typed object. Option > environment > default.
import { join } from 'node:path';
import { MorrowError } from '../contract/errors.ts';
import { inWords } from '../domain/problem-words.ts';
import { environmentSchema, type Environment } from './schema.ts';
import { readSecretFiles } from './secret-files.ts';

export type Config = Readonly<Environment> & { readonly store: StoreConfig };

export type StoreConfig =
  | { readonly kind: 'mongodb'; readonly uri: string; readonly database: string }
  | { readonly kind: 'sqlite'; readonly file: string };

/**
 * A secret may also be given as a file, by `<NAME>_FILE`.
 * @param overrides options given on a command line; they win over `environment`.
 * @throws MorrowError INVALID_CONFIG naming every bad variable and what it should be.
 */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  overrides: Readonly<Record<string, string | undefined>> = {},
): Config {
  const given = { ...environment, ...readSecretFiles(environment), ...withoutEmpty(overrides) };
  const parsed = environmentSchema.safeParse(withoutEmpty(given), { error: inWords });
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    throw new MorrowError('INVALID_CONFIG', `The environment is not valid. ${problems}. See .env.example.`);
  }
  return Object.freeze({ ...parsed.data, store: storeConfig(parsed.data) });
}

function storeConfig(environment: Environment): StoreConfig {
  return environment.MONGODB_URI === undefined
    ? { kind: 'sqlite', file: environment.SQLITE_FILE ?? join(environment.MORROW_STATE_DIR, 'morrow.db') }
    : { kind: 'mongodb', uri: environment.MONGODB_URI, database: environment.MONGODB_DATABASE };
}

/** An empty variable counts as unset, as shells and compose files write it. */
const withoutEmpty = (values: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ''));
