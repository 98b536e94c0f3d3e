// What handles connections in every process: the keys from the configuration, and the connectors.
import type { Config } from '../src/config/config.ts';
import { readSecretKeys } from '../src/config/secret-keys.ts';
import { createSourceDoor } from '../src/connectors/registry.ts';
import type { OperationsDeps } from '../src/operations/deps.ts';
import { parseKeyRing } from '../src/secrets/key-ring.ts';
import { createSecretBox } from '../src/secrets/sealing.ts';

/** @throws MorrowError INVALID_CONFIG for keys that are none. */
export const connectionParts = (config: Config): Pick<OperationsDeps, 'secrets' | 'sources'> => ({
  secrets: createSecretBox(parseKeyRing(readSecretKeys(config))),
  sources: createSourceDoor(config),
});
