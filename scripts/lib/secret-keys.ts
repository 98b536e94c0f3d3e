// The key for secrets of an embedded stack: made at its first start, so that connections can be stored without any preparation.
import { writeFile } from 'node:fs/promises';
import { secretKeysFile } from '../../src/config/secret-keys.ts';
import { newKey } from '../../src/secrets/key-ring.ts';
import type { EnvironmentVariables } from './project.ts';

/** Does nothing when the environment has keys, or the folder has the file. */
export async function ensureSecretKeys(env: EnvironmentVariables, stateDir: string): Promise<void> {
  if (env['MORROW_SECRET_KEYS']) return;
  await writeFile(secretKeysFile(stateDir), `${newKey(new Date())}\n`, { flag: 'wx', mode: 0o600 }).catch(
    (error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    },
  );
}
