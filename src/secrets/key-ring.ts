// The keys that secrets are sealed with: several at once, so that one can follow the other. The first one seals.
// Nothing here ever shows a key, not even in an error.
import { randomBytes } from 'node:crypto';
import { MorrowError } from '../contract/errors.ts';

export interface SecretKey {
  readonly id: string;
  /** 256 bits. */
  readonly bytes: Buffer;
}

export interface KeyRing {
  /** Null: no key at all. */
  readonly current: SecretKey | null;
  readonly ids: readonly string[];
  find(id: string): SecretKey | null;
}

const KEY_BYTES = 32;
const ENTRY = /^([a-z0-9][a-z0-9-]{0,31}):([A-Za-z0-9+/]{43}=)$/;

/**
 * @param text `<id>:<base64 of 32 bytes>`, with commas or line ends between them; null or empty: no keys.
 * @throws MorrowError INVALID_CONFIG that says which entry is wrong, without showing it.
 */
export function parseKeyRing(text: string | null): KeyRing {
  const entries = (text ?? '').split(/[\s,]+/).filter((entry) => entry !== '');
  const keys = new Map<string, SecretKey>();
  for (const [index, entry] of entries.entries()) {
    const key = parseEntry(entry, index + 1);
    if (keys.has(key.id)) throw invalid(`entry ${index + 1} has the id of an earlier one, ${key.id}`);
    keys.set(key.id, key);
  }
  const [current = null] = keys.values();
  return { current, ids: [...keys.keys()], find: (id) => keys.get(id) ?? null };
}

function parseEntry(entry: string, place: number): SecretKey {
  const [, id, encoded] = ENTRY.exec(entry) ?? [];
  if (id !== undefined && encoded !== undefined) return { id, bytes: Buffer.from(encoded, 'base64') };
  throw invalid(`entry ${place} must be <id>:<base64 of ${KEY_BYTES} bytes>; \`morrow secrets key\` makes one`);
}

const invalid = (problem: string): MorrowError =>
  new MorrowError('INVALID_CONFIG', `The environment is not valid. MORROW_SECRET_KEYS: ${problem}.`);

/** A new key as `parseKeyRing` reads it. @param date goes into its id, so that one sees which is older. */
export const newKey = (date: Date): string =>
  `k${date.toISOString().slice(0, 10).replaceAll('-', '')}-${randomBytes(2).toString('hex')}:${randomBytes(KEY_BYTES).toString('base64')}`;
