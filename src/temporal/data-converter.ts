// How clients and workers turn values into what Temporal keeps, and back: as JSON, and encrypted when that is switched on.
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import { MorrowError } from '../contract/errors.ts';
import type { KeyRing } from '../secrets/key-ring.ts';
import { createPayloadCodec } from './payload-codec.ts';

const ENDING = extname(import.meta.url) === '.ts' ? '.cts' : '.cjs';

export const FAILURE_CONVERTER_PATH = fileURLToPath(new URL(`./failure-converter${ENDING}`, import.meta.url));

export interface PayloadEncryption {
  readonly ring: KeyRing;
  /** False: nothing is encrypted from now on; what is encrypted already can be read with the keys of the ring. */
  readonly isOn: boolean;
}

/** The same for everybody who talks to one namespace. @throws MorrowError INVALID_CONFIG when it is on and there is no key. */
export function createDataConverter({ ring, isOn }: PayloadEncryption): DataConverter {
  if (!isOn) return ring.current === null ? {} : { payloadCodecs: [createPayloadCodec(ring, null)] };
  if (ring.current === null) {
    throw new MorrowError(
      'INVALID_CONFIG',
      'MORROW_ENCRYPT_PAYLOADS is true, and there is no key: set MORROW_SECRET_KEYS. See docs/secrets.md.',
    );
  }
  return { payloadCodecs: [createPayloadCodec(ring, ring.current)], failureConverterPath: FAILURE_CONVERTER_PATH };
}
