// Keys for tests, and what operations need to handle connections.
import { readConfig } from '../../src/config/config.ts';
import { createSourceDoor } from '../../src/connectors/registry.ts';
import type { OperationsDeps } from '../../src/operations/deps.ts';
import { parseKeyRing } from '../../src/secrets/key-ring.ts';
import { createSecretBox } from '../../src/secrets/sealing.ts';

const keyText = (id: string, byte: string): string => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;
export const OLD_KEY = keyText('old', 'o');
export const NEW_KEY = keyText('new', 'n');

export const boxOf = (...keys: readonly string[]) => createSecretBox(parseKeyRing(keys.join(',')));

/** @param env where the sources are, and what the environment knows of them. */
export const connectionParts = (
  env: Readonly<Record<string, string>> = {},
  ...keys: readonly string[]
): Pick<OperationsDeps, 'secrets' | 'sources'> => ({
  secrets: boxOf(...(keys.length === 0 ? [OLD_KEY] : keys)),
  sources: createSourceDoor(readConfig(env)),
});
