// What an account may look like when it comes in, and what is said about one that may not.
import { describe, expect, test } from 'vitest';
import { isCountry } from '../../src/domain/country.ts';
import { accountPatchSchema, parseAccount } from '../../src/operations/account-schema.ts';
import { addAccount, archiveAccount, listAccounts, patchAccount, purgeAccount } from '../../src/operations/accounts.ts';
import { InvalidInputError, parseInput } from '../../src/operations/input.ts';
import { sourceId } from '../helpers/builders.ts';
import { operationsStack } from '../helpers/operations-stack.ts';

const SOURCES = ['ad-exchange', 'app-store-1'].map(sourceId);
const valid = { id: 'u1', currency: 'EUR' };

function refusal(input: unknown): Pick<InvalidInputError, 'code' | 'errors'> {
  try {
    parseAccount(input, SOURCES);
  } catch (error) {
    if (error instanceof InvalidInputError) return { code: error.code, errors: error.errors };
    throw error;
  }
  throw new Error('The account was accepted.');
}

test('the name of an account is found however its letters are composed', async () => {
  const deps = await operationsStack();
  const [composed, apart] = ['Caf\u00e9', 'Cafe\u0301'];
  const { name } = await addAccount(deps, { id: 'cafe', name: apart, sources: [], currency: 'EUR' });
  expect(name).toBe(composed);
  for (const search of [composed, apart]) {
    expect((await listAccounts(deps, { search })).accounts.map(({ id }) => id)).toEqual(['cafe']);
  }
});

describe('an account that comes in', () => {
  test('gets the documented defaults', () => {
    expect(parseAccount(valid, SOURCES)).toEqual({
      id: 'u1',
      name: 'u1',
      sources: [],
      currency: 'EUR',
      convertCurrency: true,
      historyDepthDays: 'auto',
      polynomialDegree: 1,
      country: null,
      timeZone: 'UTC',
      tier: 'standard',
      cohort: 'default',
      status: 'active',
    });
  });

  test.each([
    ['no id', { currency: 'EUR' }, 'INVALID_REQUEST', 'id'],
    ['an id in capitals', { ...valid, id: 'U1' }, 'INVALID_REQUEST', 'id'],
    ['an id of 49 characters', { ...valid, id: 'a'.repeat(49) }, 'INVALID_REQUEST', 'id'],
    ['a currency that does not exist', { ...valid, currency: 'ZZZ' }, 'UNKNOWN_CURRENCY', 'currency'],
    ['a currency in small letters', { ...valid, currency: 'eur' }, 'UNKNOWN_CURRENCY', 'currency'],
    [
      'a source that is not registered',
      { ...valid, sources: ['app-store-1', 'app-store-9'] },
      'UNKNOWN_SOURCE',
      'sources.1',
    ],
    ['a source twice', { ...valid, sources: ['app-store-1', 'app-store-1'] }, 'INVALID_REQUEST', 'sources'],
    ['a time zone that does not exist', { ...valid, timeZone: 'Europe/Atlantis' }, 'INVALID_TIME_ZONE', 'timeZone'],
    ['a time zone in another spelling', { ...valid, timeZone: 'europe/berlin' }, 'INVALID_TIME_ZONE', 'timeZone'],
    ['no depth', { ...valid, historyDepthDays: 0 }, 'INVALID_REQUEST', 'historyDepthDays'],
    ['half a day of depth', { ...valid, historyDepthDays: 1.5 }, 'INVALID_REQUEST', 'historyDepthDays'],
    ['a degree of three', { ...valid, polynomialDegree: 3 }, 'INVALID_REQUEST', 'polynomialDegree'],
    ['a country in small letters', { ...valid, country: 'de' }, 'INVALID_REQUEST', 'country'],
    ['a country that is only reserved', { ...valid, country: 'UK' }, 'INVALID_REQUEST', 'country'],
    ['a country by its name', { ...valid, country: 'Germany' }, 'INVALID_REQUEST', 'country'],
    ['an empty country', { ...valid, country: '' }, 'INVALID_REQUEST', 'country'],
    ['a cohort that reads like a list of accounts', { ...valid, cohort: 'only-1' }, 'INVALID_REQUEST', 'cohort'],
    ['a cohort with a slash', { ...valid, cohort: 'a/b' }, 'INVALID_REQUEST', 'cohort'],
    ['an empty name', { ...valid, name: '  ' }, 'INVALID_REQUEST', 'name'],
    ['a truth as text', { ...valid, convertCurrency: 'yes' }, 'INVALID_REQUEST', 'convertCurrency'],
    ['a misspelt field', { ...valid, curency: 'EUR' }, 'INVALID_REQUEST', ''],
    ['nothing but text', 'u1', 'INVALID_REQUEST', ''],
    ['null', null, 'INVALID_REQUEST', ''],
  ])('is refused with %s, and the place is named', (_what, input, code, path) => {
    const { code: actual, errors } = refusal(input);
    expect({ code: actual, paths: errors.map((problem) => problem.path) }).toEqual({ code, paths: [path] });
  });

  test('has all its problems named at once', () => {
    const { code, errors } = refusal({ id: 'U1', currency: 'ZZZ', timeZone: 'Mars' });
    expect(code).toBe('INVALID_REQUEST');
    expect(errors.map(({ path }) => path).sort()).toEqual(['currency', 'id', 'timeZone']);
  });
});

describe('a change to an account', () => {
  test('fills in nothing that it does not name', () => {
    expect(parseInput(accountPatchSchema, { tier: 'critical' })).toEqual({ tier: 'critical' });
  });

  test('takes a country away with null', async () => {
    const { store, clock } = await operationsStack();
    const deps = { store, clock, registeredSources: SOURCES };
    await addAccount(deps, { ...valid, country: 'DE' });
    expect(await patchAccount(deps, 'u1', { tier: 'critical' })).toMatchObject({ country: 'DE' });
    expect(await patchAccount(deps, 'u1', { country: null })).toMatchObject({ country: null });
  });

  test('that meets an archiving is made on the archived account, and on a purged one not at all', async () => {
    const { store, clock } = await operationsStack();
    const deps = { store, clock, registeredSources: SOURCES };
    await addAccount(deps, valid);
    const meanwhile = (act: () => Promise<unknown>) => {
      let done = false;
      const find: typeof store.accounts.find = async (id) => {
        const found = await store.accounts.find(id);
        if (!done) await act();
        done = true;
        return found;
      };
      return { ...deps, store: { ...store, accounts: { ...store.accounts, find } } };
    };
    const archiving = meanwhile(() => archiveAccount(deps, 'u1'));
    expect(await patchAccount(archiving, 'u1', { name: 'New' })).toMatchObject({ name: 'New', status: 'archived' });
    const purging = meanwhile(() => purgeAccount(deps, 'u1'));
    await expect(patchAccount(purging, 'u1', { name: 'Ghost' })).rejects.toMatchObject({ code: 'ACCOUNT_NOT_FOUND' });
    expect(await store.accounts.count({ includeArchived: true })).toBe(0);
  });

  test('must change something', () => {
    expect(() => parseInput(accountPatchSchema, {})).toThrow('at least one field');
  });
});

describe('a country', () => {
  test('is one of the 249 of ISO 3166-1, each of which has a name', () => {
    const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
    const codes = letters.flatMap((first) => letters.map((second) => first + second)).filter(isCountry);
    expect(codes).toHaveLength(249);
    expect(codes.filter((code) => names.of(code) === undefined)).toEqual([]);
  });

  test.each(['EU', 'UN', 'XK', 'ZZ', 'DD', 'AN', 'XX'])('is not %s', (code) => {
    expect(isCountry(code)).toBe(false);
  });
});
