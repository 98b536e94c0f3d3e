// AES-256-GCM with a random 96-bit nonce for every value and the place of the value as associated data, so that a value which
// somebody moves, swaps or changes in the store does not open.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { MorrowError } from '../contract/errors.ts';
import type { SealedSecret, SecretBox } from '../ports/secret-box.ts';
import type { KeyRing, SecretKey } from './key-ring.ts';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Nonce, ciphertext, tag. */
export function sealBytes(key: SecretKey, plain: Uint8Array, binding: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key.bytes, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(binding));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @throws MorrowError SECRET_UNREADABLE. */
export function openBytes(key: SecretKey, sealed: Uint8Array, binding: string): Buffer {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw unreadable(key.id);
  const decipher = createDecipheriv(ALGORITHM, key.bytes, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(binding));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES)), decipher.final()]);
  } catch {
    // Node's own words ("unable to authenticate data") say less than the catalogue's.
    throw unreadable(key.id);
  }
}

const unreadable = (keyId: string): MorrowError =>
  new MorrowError('SECRET_UNREADABLE', `A secret does not open with the key ${keyId}.`, { facts: { keyId } });

/** @throws MorrowError SECRET_KEY_MISSING. */
export function requireKey(ring: KeyRing, id: string): SecretKey {
  const key = ring.find(id);
  if (key !== null) return key;
  const known = ring.ids.length === 0 ? 'none is configured' : `configured are ${ring.ids.join(', ')}`;
  throw new MorrowError('SECRET_KEY_MISSING', `A secret was sealed with the key ${id}; ${known}.`, {
    facts: { keyId: id },
  });
}

export const createSecretBox = (ring: KeyRing): SecretBox => ({
  keyId: ring.current?.id ?? null,
  seal: (text, binding) => {
    if (ring.current === null) throw new MorrowError('SECRETS_OFF', 'No key for secrets is configured.');
    const sealed = sealBytes(ring.current, Buffer.from(text), binding);
    return {
      keyId: ring.current.id,
      iv: sealed.subarray(0, NONCE_BYTES).toString('base64url'),
      sealed: sealed.subarray(NONCE_BYTES).toString('base64url'),
    };
  },
  open: ({ keyId, iv, sealed }: SealedSecret, binding) => {
    const bytes = Buffer.concat([Buffer.from(iv, 'base64url'), Buffer.from(sealed, 'base64url')]);
    return openBytes(requireKey(ring, keyId), bytes, binding).toString('utf8');
  },
});
