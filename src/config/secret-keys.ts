// Where the keys for secrets come from: the environment, else the file that `npm start` makes in the state folder.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MorrowError } from '../contract/errors.ts';
import type { Config } from './config.ts';

/** Readable by its owner only. Whoever has it and the store has the secrets: keep it out of backups of the store. */
export const secretKeysFile = (stateDir: string): string => join(stateDir, 'secret-keys');

/** Null: there are none. @throws MorrowError INVALID_CONFIG when the file is there and cannot be read. */
export function readSecretKeys({
  MORROW_SECRET_KEYS: given,
  MORROW_STATE_DIR,
}: Pick<Config, 'MORROW_SECRET_KEYS' | 'MORROW_STATE_DIR'>): string | null {
  if (given !== undefined) return given;
  const file = secretKeysFile(MORROW_STATE_DIR);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no reason given';
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new MorrowError('INVALID_CONFIG', `The keys for secrets, ${file}, cannot be read (${code}).`);
  }
}
