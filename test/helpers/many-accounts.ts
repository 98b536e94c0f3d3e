// Accounts for the tests that run whole processes: the demo's own, and as many made-up ones as wanted.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { RawAccount } from './raw-totals.ts';

export interface TestAccount extends RawAccount {
  readonly historyDepthDays: number | 'auto';
}

const DEMO_FILE = new URL('../../src/demo/accounts.json', import.meta.url);
const demoSchema = z.array(
  z.looseObject({
    id: z.string(),
    sources: z.array(z.string()),
    currency: z.string(),
    convertCurrency: z.boolean(),
    historyDepthDays: z.union([z.number(), z.literal('auto')]),
  }),
);

/** The named demo accounts with all their settings. */
export function demoAccounts(ids: readonly string[]): readonly TestAccount[] {
  const all = demoSchema.parse(JSON.parse(readFileSync(DEMO_FILE, 'utf8')));
  return ids.map((id) => {
    const account = all.find((candidate) => candidate.id === id);
    if (account === undefined) throw new Error(`There is no demo account ${id}.`);
    return account;
  });
}

export const aTestAccount = (overrides: Partial<TestAccount> & { readonly id: string }): TestAccount => ({
  sources: ['ad-exchange', 'app-store-1'],
  currency: 'EUR',
  convertCurrency: true,
  historyDepthDays: 7,
  ...overrides,
});

const KINDS: readonly Partial<TestAccount>[] = [
  { sources: ['ad-exchange', 'app-store-1', 'app-store-2', 'app-store-3'], currency: 'EUR' },
  { sources: ['ad-exchange', 'app-store-1'], currency: 'USD', convertCurrency: false },
  { sources: ['app-store-2', 'app-store-3'], currency: 'JPY' },
];

/** Accounts of three kinds in turn; the emulators make up revenue for whatever id they are asked about. */
export const manyAccounts = (count: number): readonly TestAccount[] =>
  Array.from({ length: count }, (_, index) =>
    aTestAccount({ id: `many-${String(index + 1).padStart(3, '0')}`, ...KINDS[index % KINDS.length] }),
  );
