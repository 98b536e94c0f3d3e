// The list of sources, and what a source without credentials does.
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { REGISTERED_SOURCES, createSources } from '../../src/connectors/registry.ts';
import { createRatesProviders } from '../../src/connectors/rates-providers.ts';
import { THE_DAY, U1, failureOf } from './connectors-raw-server.ts';

describe('the source registry', () => {
  test('has every registered source, configured or not', () => {
    expect([...createSources(readConfig({})).keys()]).toEqual([...REGISTERED_SOURCES]);
    expect(REGISTERED_SOURCES).toEqual(['ad-exchange', 'app-store-1', 'app-store-2', 'app-store-3']);
  });

  test.each([
    ['ad-exchange', 'AD_EXCHANGE_TOKEN'],
    ['app-store-1', 'APP_STORE_1_KEY'],
    ['app-store-2', 'APP_STORE_2_TOKEN'],
    ['app-store-3', 'APP_STORE_3_USER and APP_STORE_3_PASSWORD'],
  ])('says for %s without credentials that %s must be set', async (id, variables) => {
    const source = [...createSources(readConfig({})).values()].find((candidate) => candidate.id === id);
    const failure = await failureOf(source?.fetchReport(U1, THE_DAY) ?? Promise.resolve());
    expect(failure.code).toBe('SOURCE_NOT_CONFIGURED');
    expect(failure.message).toBe(`Set ${variables} to fetch reports: ${id}, account u1, 2026-11-20.`);
  });

  test('names only the variable that is missing when the other one is set', async () => {
    const sources = createSources(readConfig({ APP_STORE_3_USER: 'store-user' }));
    const source = [...sources.values()].find(({ id }) => id === 'app-store-3');
    const failure = await failureOf(source?.fetchReport(U1, THE_DAY) ?? Promise.resolve());
    expect(failure.message).toContain('Set APP_STORE_3_PASSWORD to');
  });

  test('still reads reports that were kept while a source had credentials', () => {
    const source = [...createSources(readConfig({})).values()].find(({ id }) => id === 'app-store-1');
    const sale = { id: 's1-1', day: '2026-11-20', sku: 'coins-100', quantity: 1, proceeds: '4.99' };
    const page = JSON.stringify({ currency: 'EUR', count: 1, total: '4.99', sales: [sale] });
    expect(source?.readReport({ pages: [page] })).toMatchObject({
      currency: 'EUR',
      declaredRows: 1,
      declaredTotal: '4.99',
    });
  });
});

test('the rates providers are asked in the order A, then reserve B', () => {
  expect(createRatesProviders(readConfig({})).map(({ id }) => id)).toEqual(['rates-a', 'rates-b']);
});
