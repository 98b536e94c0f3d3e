// The demo accounts, for an empty store only: whoever has accounts of their own, or removed ours, keeps it that way.
import { readFile } from 'node:fs/promises';
import { applyAccounts } from '../../src/operations/accounts.ts';
import type { OperationsDeps } from '../../src/operations/deps.ts';

/** @param file of the accounts, as src/demo/accounts.json. Returns how many were added. */
export async function seedDemoAccounts(
  deps: Pick<OperationsDeps, 'store' | 'clock' | 'registeredSources'>,
  file: string,
): Promise<number> {
  if ((await deps.store.accounts.count({ includeArchived: true })) > 0) return 0;
  const demo: unknown = JSON.parse(await readFile(file, 'utf8'));
  const { added } = await applyAccounts(deps, Array.isArray(demo) ? demo : []);
  return added.length;
}
