// Stored secrets: whether there is a key, and whether everything opens with the keys that there are.
import type { Config } from '../../../src/config/config.ts';
import { checkSecrets } from '../../../src/operations/connections/connections.ts';
import { connectionParts } from '../../../workers/connection-parts.ts';
import { ok, warn, type Diagnosis } from './check.ts';
import { withExistingStore } from './store.ts';

export async function examineSecrets(config: Config): Promise<readonly Diagnosis[]> {
  const { secrets } = connectionParts(config);
  const count = (await withExistingStore(config.store, (store) => checkSecrets({ store, secrets }))) ?? 0;
  if (secrets.keyId !== null)
    return [ok('keys', `${count} stored secrets open; new ones are sealed with ${secrets.keyId}`)];
  return [
    warn(
      'keys',
      'no key: connections cannot be stored, credentials come from the environment',
      'Nothing; or make a key with `morrow secrets key`, see docs/secrets.md.',
    ),
  ];
}
