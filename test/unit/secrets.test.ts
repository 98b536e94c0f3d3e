// Keys and sealing: what opens, what does not, and that no error shows a key or a secret.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { readSecretKeys } from '../../src/config/secret-keys.ts';
import { toMorrowError } from '../../src/contract/errors.ts';
import { newKey, parseKeyRing } from '../../src/secrets/key-ring.ts';
import { scratchFolder } from '../helpers/scratch.ts';
import { NEW_KEY, OLD_KEY, boxOf } from '../helpers/secrets.ts';

function failureOf(action: () => unknown) {
  try {
    action();
  } catch (error) {
    return toMorrowError(error);
  }
  throw new Error('It succeeded.');
}

describe('a sealed secret', () => {
  test('opens as it was, whatever it holds, in the place it was sealed for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (secret, place) => {
        expect(boxOf(OLD_KEY).open(boxOf(OLD_KEY).seal(secret, place), place)).toBe(Buffer.from(secret).toString());
      }),
    );
  });

  test('is another text each time, and never the secret', () => {
    const [first, second] = [boxOf(OLD_KEY).seal('open sesame', 'here'), boxOf(OLD_KEY).seal('open sesame', 'here')];
    expect(first.sealed).not.toBe(second.sealed);
    expect(first.iv).not.toBe(second.iv);
    expect(JSON.stringify([first, second])).not.toContain('sesame');
  });

  test('opens nowhere else', () => {
    const sealed = boxOf(OLD_KEY).seal('open sesame', 'here');
    expect(failureOf(() => boxOf(OLD_KEY).open(sealed, 'there')).code).toBe('SECRET_UNREADABLE');
  });

  test('does not open when one bit of it was changed', () => {
    const box = boxOf(OLD_KEY);
    const sealed = box.seal('open sesame', 'here');
    const bytes = Buffer.from(sealed.sealed, 'base64url');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
      const forged = { ...sealed, sealed: changed.toString('base64url') };
      expect(failureOf(() => box.open(forged, 'here')).code).toBe('SECRET_UNREADABLE');
    }
  });

  test('cut short does not open', () => {
    const sealed = { ...boxOf(OLD_KEY).seal('x', 'here'), sealed: '' };
    expect(failureOf(() => boxOf(OLD_KEY).open(sealed, 'here')).code).toBe('SECRET_UNREADABLE');
  });

  test('opens with the key it names, also when that is not the first any more', () => {
    const sealed = boxOf(OLD_KEY).seal('open sesame', 'here');
    expect(boxOf(NEW_KEY, OLD_KEY).open(sealed, 'here')).toBe('open sesame');
    expect(boxOf(NEW_KEY, OLD_KEY).seal('x', 'here').keyId).toBe('new');
  });

  test('whose key is gone says which key that was', () => {
    const sealed = boxOf(OLD_KEY).seal('open sesame', 'here');
    const failure = failureOf(() => boxOf(NEW_KEY).open(sealed, 'here'));
    expect(failure).toMatchObject({ code: 'SECRET_KEY_MISSING', facts: { keyId: 'old' } });
  });

  test('does not open with another key of the same id', () => {
    const sealed = boxOf(OLD_KEY).seal('open sesame', 'here');
    const other = `old:${Buffer.alloc(32, 'x').toString('base64')}`;
    expect(failureOf(() => boxOf(other).open(sealed, 'here')).code).toBe('SECRET_UNREADABLE');
  });

  test('cannot be made without a key', () => {
    expect(failureOf(() => boxOf().seal('x', 'here')).code).toBe('SECRETS_OFF');
  });
});

describe('keys', () => {
  test('that are made are keys, with a day in their id', () => {
    const made = newKey(new Date('2026-11-22T10:00:00Z'));
    expect(parseKeyRing(made).current?.id).toMatch(/^k20261122-[0-9a-f]{4}$/);
    expect(parseKeyRing(made).current?.bytes).toHaveLength(32);
  });

  test('stand on lines or between commas, the first one first', () => {
    expect(parseKeyRing(`${NEW_KEY}\n${OLD_KEY}\n`).ids).toEqual(['new', 'old']);
    expect(parseKeyRing(`${OLD_KEY}, ${NEW_KEY}`).current?.id).toBe('old');
    expect(parseKeyRing(null).current).toBeNull();
  });

  test.each([
    ['too short', 'k1:c2hvcnQ='],
    ['without an id', Buffer.alloc(32, 's').toString('base64')],
    ['with an id that is none', `K 1:${Buffer.alloc(32, 's').toString('base64')}`],
    ['twice the same id', `${OLD_KEY},${OLD_KEY}`],
  ])('%s are refused, and not shown', (_case, text) => {
    const failure = failureOf(() => parseKeyRing(text));
    expect(failure.code).toBe('INVALID_CONFIG');
    expect(failure.message).toContain('MORROW_SECRET_KEYS: entry');
    expect(failure.message).not.toContain(text.slice(-20));
  });

  test('come from the variable, its file, or the state folder', () => {
    const folder = scratchFolder();
    const file = join(folder, 'keys.txt');
    writeFileSync(file, `${NEW_KEY}\n`);
    expect(readSecretKeys(readConfig({ MORROW_STATE_DIR: folder }))).toBeNull();
    writeFileSync(join(folder, 'secret-keys'), OLD_KEY);
    expect(readSecretKeys(readConfig({ MORROW_STATE_DIR: folder }))).toBe(OLD_KEY);
    expect(readSecretKeys(readConfig({ MORROW_STATE_DIR: folder, MORROW_SECRET_KEYS_FILE: file }))).toBe(NEW_KEY);
  });
});
