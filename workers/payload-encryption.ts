// Whether what Temporal keeps is encrypted, as the configuration says; the same for every process.
import type { DataConverter } from '@temporalio/common';
import type { Config } from '../src/config/config.ts';
import { readSecretKeys } from '../src/config/secret-keys.ts';
import { parseKeyRing } from '../src/secrets/key-ring.ts';
import type { PayloadDoor } from '../src/ports/payload-door.ts';
import { createDataConverter } from '../src/temporal/data-converter.ts';
import { createPayloadCodec } from '../src/temporal/payload-codec.ts';
import { createPayloadDoor } from '../src/temporal/payload-door.ts';

export const encryptsPayloads = (config: Pick<Config, 'MORROW_ENCRYPT_PAYLOADS'>): boolean =>
  config.MORROW_ENCRYPT_PAYLOADS === 'true';

/** For the endpoint that Temporal's Web UI asks. @throws MorrowError INVALID_CONFIG for keys that are none. */
export function payloadDoorOf(config: Config): PayloadDoor {
  const ring = parseKeyRing(readSecretKeys(config));
  return createPayloadDoor(createPayloadCodec(ring, encryptsPayloads(config) ? ring.current : null));
}

/** @throws MorrowError INVALID_CONFIG without a key, or for keys that are none. */
export const dataConverterOf = (config: Config): DataConverter =>
  createDataConverter({ ring: parseKeyRing(readSecretKeys(config)), isOn: encryptsPayloads(config) });
