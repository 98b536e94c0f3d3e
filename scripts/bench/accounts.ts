// The accounts that are measured.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAccountId, type AccountId } from '../../src/domain/ids.ts';
import { applyAccounts } from '../../src/operations/accounts.ts';
import { projectRoot } from '../lib/project.ts';
import type { Bench } from './context.ts';

/** A group of accounts whose days are run together. */
export interface Group {
  readonly ids: readonly AccountId[];
  readonly scope: { readonly cohort: string } | { readonly accounts: readonly AccountId[] };
}

/** Made-up accounts of the shape of the demo's `u1`: every source, reports in EUR, so that each day is converted. */
export async function addBenchAccounts(bench: Bench, size: number, cohort = `bench-${size}`): Promise<Group> {
  const accounts = Array.from({ length: size }, (_, index) => ({
    id: `${cohort}-${index}`,
    name: `Bench ${size}, account ${index}`,
    sources: ['ad-exchange', 'app-store-1', 'app-store-2', 'app-store-3'],
    currency: 'EUR',
    convertCurrency: true,
    historyDepthDays: 7,
    polynomialDegree: 2,
    timeZone: 'Europe/Berlin',
    cohort,
  }));
  await applyAccounts(bench.deps, accounts);
  return { ids: accounts.map(({ id }) => id).filter(isAccountId), scope: { cohort } };
}

/** The two accounts every installation of the demo begins with, as they are there. */
export async function addSeedAccounts(bench: Bench): Promise<Group> {
  const ids = ['u1', 'u2'].filter(isAccountId);
  const demo: unknown = JSON.parse(await readFile(join(projectRoot, 'src', 'demo', 'accounts.json'), 'utf8'));
  const wanted = Array.isArray(demo)
    ? demo.filter(({ id }: { readonly id?: unknown }) => ids.some((wantedId) => wantedId === id))
    : [];
  await applyAccounts(bench.deps, wanted);
  return { ids, scope: { accounts: ids } };
}
