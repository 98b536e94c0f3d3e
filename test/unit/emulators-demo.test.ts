// The demo accounts are valid settings, and the emulators know each of them as its settings need it.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { isAccountId } from '../../src/domain/ids.ts';
import { isCountry } from '../../src/domain/country.ts';
import { TIERS } from '../../src/domain/account.ts';
import { readReport, SOURCES, startOnFreePorts } from './emulators-support.ts';

const accountsSchema = z.array(
  z.strictObject({
    id: z.string().refine(isAccountId),
    name: z.string().min(1),
    sources: z.array(z.enum(SOURCES)).min(1),
    currency: z.string().regex(/^[A-Z]{3}$/),
    convertCurrency: z.boolean(),
    historyDepthDays: z.union([z.int().min(1).max(180), z.literal('auto')]),
    polynomialDegree: z.union([z.literal(1), z.literal(2)]),
    country: z.string().refine(isCountry).optional(),
    timeZone: z.string().refine((zone) => Intl.DateTimeFormat('en', { timeZone: zone })),
    tier: z.enum(TIERS),
    cohort: z.enum(['default', 'europe', 'americas', 'asia']),
  }),
);

const file = new URL('../../src/demo/accounts.json', import.meta.url);
const accounts = accountsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
const known: unknown = JSON.parse(
  readFileSync(new URL('../../src/emulators/data/accounts.json', import.meta.url), 'utf8'),
);

describe('the demo accounts', () => {
  test('are the two of the seed and 24 more, each once and known to the emulators', () => {
    const ids = accounts.map((account) => account.id);
    expect(ids.slice(0, 2)).toEqual(['u1', 'u2']);
    expect(new Set(ids).size).toBe(26);
    expect(Object.keys(z.record(z.string(), z.unknown()).parse(known))).toEqual(ids);
  });

  test('have the settings of the seed for u1 and u2', () => {
    expect(accounts[0]).toMatchObject({
      sources: ['ad-exchange', 'app-store-1', 'app-store-2', 'app-store-3'],
      currency: 'EUR',
      convertCurrency: true,
      historyDepthDays: 7,
      polynomialDegree: 2,
    });
    expect(accounts[1]).toMatchObject({
      sources: ['ad-exchange', 'app-store-1', 'app-store-3'],
      currency: 'USD',
      convertCurrency: false,
      historyDepthDays: 3,
      polynomialDegree: 1,
    });
  });

  test('earn something at each of their sources, in their own currency where conversion is off', async () => {
    const emulators = await startOnFreePorts();
    for (const account of accounts) {
      for (const source of account.sources) {
        const report = await readReport(emulators.urls, source, {
          account: account.id,
          from: '2026-05-24',
          to: '2026-11-20',
        });
        expect(report.total, `${account.id} ${source}`).toBeGreaterThan(0n);
        if (!account.convertCurrency) expect(report.currency, account.id).toBe(account.currency);
      }
    }
    await emulators.close();
  });
});
