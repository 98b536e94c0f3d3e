// Encrypts what Temporal keeps: arguments, results, memo, summaries, details and words of failures. Ids and search attributes
// stay as they are, because the server works with them. What is not encrypted is read as it is, so old histories stay readable.
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import { MorrowError } from '../contract/errors.ts';
import type { KeyRing, SecretKey } from '../secrets/key-ring.ts';
import { openBytes, requireKey, sealBytes } from '../secrets/sealing.ts';

/** As in the samples of Temporal's SDKs, so that tools know it. */
const ENCRYPTED = 'binary/encrypted';
const KEY_ID = 'encryption-key-id';
/** What else is sealed with the same keys does not open here. */
const BINDING = 'temporal-payload';

const { Payload: payloadType } = proto.temporal.api.common.v1;

/** @param key null: nothing is encrypted, and what is encrypted already can be read. */
export const createPayloadCodec = (ring: KeyRing, key: SecretKey | null): PayloadCodec => ({
  encode: (payloads) => Promise.resolve(key === null ? payloads : payloads.map((payload) => encrypt(key, payload))),
  decode: (payloads) =>
    Promise.resolve(payloads.map((payload) => (isEncrypted(payload) ? decrypt(ring, payload) : payload))),
});

const isEncrypted = ({ metadata }: Payload): boolean => textOf(metadata?.['encoding']) === ENCRYPTED;

function encrypt(key: SecretKey, payload: Payload): Payload {
  if (isEncrypted(payload)) return payload;
  return {
    metadata: { encoding: Buffer.from(ENCRYPTED), [KEY_ID]: Buffer.from(key.id) },
    data: sealBytes(key, payloadType.encode(payload).finish(), BINDING),
  };
}

/** @throws MorrowError SECRET_KEY_MISSING, SECRET_UNREADABLE. */
function decrypt(ring: KeyRing, { metadata, data }: Payload): Payload {
  if (data === null || data === undefined)
    throw new MorrowError('SECRET_UNREADABLE', 'A payload of Temporal is empty.');
  const key = requireKey(ring, textOf(metadata?.[KEY_ID]));
  return payloadType.decode(openBytes(key, data, BINDING));
}

const textOf = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString('utf8');
