// Encryption of what Temporal keeps: nothing of it shows, what was written before stays readable, and keys may change.
import {
  decodeFromPayloadsAtIndex,
  decodeOptionalFailureToOptionalError,
  encodeErrorToFailure,
  encodeToPayloads,
  loadDataConverter,
} from '@temporalio/common/lib/internal-non-workflow/index.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toMorrowError } from '../../src/contract/errors.ts';
import { parseKeyRing } from '../../src/secrets/key-ring.ts';
import { createDataConverter } from '../../src/temporal/data-converter.ts';
import { NEW_KEY, OLD_KEY } from '../helpers/secrets.ts';

const converter = (isOn: boolean, ...keys: readonly string[]) =>
  loadDataConverter(createDataConverter({ ring: parseKeyRing(keys.join(',')), isOn }));

/** Everything of a message, bytes read as text. */
const shownIn = (value: unknown): string =>
  JSON.stringify(value, (_name, inner: unknown) => {
    if (inner instanceof Uint8Array) return Buffer.from(inner).toString('latin1');
    const isBuffer = typeof inner === 'object' && inner !== null && 'type' in inner && inner.type === 'Buffer';
    return isBuffer && 'data' in inner && Array.isArray(inner.data)
      ? Buffer.from(inner.data).toString('latin1')
      : inner;
  });

describe('a value', () => {
  test('comes back as it was, whatever it is, and shows nothing of itself', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const payloads = await encodeToPayloads(converter(true, OLD_KEY), value);
        expect(shownIn(payloads)).toContain('binary/encrypted');
        const plain = JSON.parse(JSON.stringify(value)) as unknown;
        expect(await decodeFromPayloadsAtIndex(converter(true, OLD_KEY), 0, payloads)).toEqual(plain);
      }),
      { numRuns: 50 },
    );
    const hidden = await encodeToPayloads(converter(true, OLD_KEY), { revenue: '1234.56' });
    expect(shownIn(hidden)).not.toMatch(/revenue|1234/);
  });

  test('that was written without encryption is read as before', async () => {
    const payloads = await encodeToPayloads(converter(false), { revenue: '1234.56' });
    expect(await decodeFromPayloadsAtIndex(converter(true, OLD_KEY), 0, payloads)).toEqual({ revenue: '1234.56' });
  });

  test('that was encrypted is read after it was switched off, and with a newer key in front', async () => {
    const payloads = await encodeToPayloads(converter(true, OLD_KEY), 'x');
    expect(await decodeFromPayloadsAtIndex(converter(false, OLD_KEY), 0, payloads)).toBe('x');
    expect(await decodeFromPayloadsAtIndex(converter(true, NEW_KEY, OLD_KEY), 0, payloads)).toBe('x');
    const after = await encodeToPayloads(converter(true, NEW_KEY, OLD_KEY), 'x');
    expect(shownIn(after)).toContain('"new"');
  });

  test('whose key is gone, or that was changed, says so', async () => {
    const payloads = await encodeToPayloads(converter(true, OLD_KEY), 'x');
    const codeOf = async (read: Promise<unknown>) =>
      toMorrowError(
        await read.then(
          () => null,
          (error: unknown) => (error instanceof Error ? (error.cause ?? error) : error),
        ),
      ).code;
    expect(await codeOf(decodeFromPayloadsAtIndex(converter(true, NEW_KEY), 0, payloads))).toBe('SECRET_KEY_MISSING');
    const [payload] = payloads ?? [];
    const cut = [{ ...payload, data: (payload?.data ?? new Uint8Array()).subarray(1) }];
    expect(await codeOf(decodeFromPayloadsAtIndex(converter(true, OLD_KEY), 0, cut))).toBe('SECRET_UNREADABLE');
  });
});

describe('a failure', () => {
  test('shows neither its words nor its stack, and comes back with both', async () => {
    const failure = await encodeErrorToFailure(converter(true, OLD_KEY), new Error('u1 earned 1234.56'));
    expect(shownIn(failure)).not.toMatch(/u1 earned|payload-codec\.test/);
    const back = await decodeOptionalFailureToOptionalError(converter(true, OLD_KEY), failure);
    expect(back?.message).toBe('u1 earned 1234.56');
    expect(back?.stack).toContain('payload-codec.test');
  });
});

describe('encryption', () => {
  test('that is switched on without a key is refused at the start', () => {
    expect(() => createDataConverter({ ring: parseKeyRing(null), isOn: true })).toThrow(/MORROW_SECRET_KEYS/);
    expect(createDataConverter({ ring: parseKeyRing(null), isOn: false })).toEqual({});
  });
});
