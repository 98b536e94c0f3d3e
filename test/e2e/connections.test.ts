// Stored connections from the API to the source: what is set counts from the next report on, is sent to its own address only, and
// is never shown again.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { createSources } from '../../src/connectors/registry.ts';
import { toMorrowError } from '../../src/contract/errors.ts';
import type { SourceId } from '../../src/domain/ids.ts';
import { startEmulators, type Emulators } from '../../src/emulators/index.ts';
import { storedConnections } from '../../src/operations/connections/binding.ts';
import { checkSecrets, rotateSecrets } from '../../src/operations/connections/connections.ts';
import { ADMIN_KEY, bearer, keyFor, required } from '../helpers/access.ts';
import { LAST_DAY, startApiStack, type ApiStack } from '../helpers/api-stack.ts';
import { accountId, anAccount, sourceId } from '../helpers/builders.ts';
import { NEW_KEY, OLD_KEY, boxOf, connectionParts } from '../helpers/secrets.ts';

const NOW = new Date('2026-11-22T10:00:00Z');
const TOKEN = 'exchange-token-of-the-emulator';
const WRONG = 'a-token-that-is-wrong-and-secret';
const U1 = accountId('u1');
const EXCHANGE = sourceId('ad-exchange');
const ADMIN = bearer(ADMIN_KEY);

let emulators: Emulators;
let api: ApiStack;

beforeAll(async () => {
  emulators = await startEmulators({
    ports: { appStore: 0, adExchange: 0, ratesA: 0, ratesB: 0 },
    credentials: {
      adExchangeToken: TOKEN,
      store1Key: 'key-of-store-1',
      store2Token: 'token-of-store-2',
      store3User: 'user-of-store-3',
      store3Password: 'password-of-store-3',
    },
    clock: () => NOW,
  });
});
afterAll(() => emulators.close());

/** The environment knows another token, so that one sees which of the two was sent. */
const environment = () => ({ AD_EXCHANGE_URL: emulators.urls.adExchange, AD_EXCHANGE_TOKEN: WRONG });

beforeEach(async () => {
  const parts = connectionParts(environment());
  api = await startApiStack({ access: required(), change: (operations) => ({ ...operations, ...parts }) });
  await api.store.accounts.add(anAccount({ id: U1, sources: [EXCHANGE] }));
});
afterEach(() => api.close());

const store = (account: string | null, token: string, baseUrl = emulators.urls.adExchange) =>
  api.call('POST', '/api/connections', {
    json: { source: 'ad-exchange', account, baseUrl, credentials: { token } },
    headers: ADMIN,
  });

const patch = (id: string, json: unknown) => api.call('PATCH', `/api/connections/${id}`, { json, headers: ADMIN });
const tryOut = (id: string) => api.call('POST', `/api/connections/${id}/test`, { json: {}, headers: ADMIN });

/** As a worker does it, with sources that were made once. */
function worker() {
  const stored = storedConnections(api.store, boxOf(OLD_KEY));
  const sources = createSources(readConfig(environment()), { stored });
  return async (id: SourceId = EXCHANGE): Promise<string> => {
    const report = sources.get(id)?.fetchReport(U1, { from: LAST_DAY, to: LAST_DAY });
    return (report ?? Promise.reject(new Error('no source'))).then(
      () => 'report',
      (error: unknown) => toMorrowError(error).code,
    );
  };
}

describe('a stored connection', () => {
  test('counts from the next report on, in workers that run already, and so do its change and removal', async () => {
    const ask = worker();
    expect(await ask()).toBe('SOURCE_UNAUTHORIZED');
    expect((await store(null, TOKEN)).status).toBe(201);
    expect(await ask()).toBe('report');
    expect((await patch('ad-exchange', { credentials: { token: WRONG } })).status).toBe(200);
    expect(await ask()).toBe('SOURCE_UNAUTHORIZED');
    expect((await store('u1', TOKEN)).status).toBe(201);
    expect(await ask()).toBe('report');
    await api.call('DELETE', '/api/connections/ad-exchange@u1', { headers: ADMIN });
    expect(await ask()).toBe('SOURCE_UNAUTHORIZED');
  });

  test('is not sent to an address that somebody wrote over it in the store', async () => {
    await store(null, TOKEN);
    const record = await api.store.connections.find('ad-exchange');
    if (record === null) throw new Error('It is not stored.');
    await api.store.connections.save({ ...record, baseUrl: 'http://127.0.0.1:1' }, record.revision);
    expect(await worker()()).toBe('SECRET_UNREADABLE');
  });

  test('gets another address with its credentials only', async () => {
    await store(null, TOKEN);
    const refused = await patch('ad-exchange', { baseUrl: 'http://127.0.0.1:1' });
    expect([refused.status, refused.text.includes('credentials')]).toEqual([400, true]);
    expect(await worker()()).toBe('report');
    const moved = await patch('ad-exchange', { baseUrl: 'http://127.0.0.1:1', credentials: { token: TOKEN } });
    expect(moved.body).toMatchObject({ baseUrl: 'http://127.0.0.1:1' });
  });

  test('is refused for what is no source, no account, no address, or not what the source takes', async () => {
    expect((await store('nobody', TOKEN)).body).toMatchObject({ code: 'ACCOUNT_NOT_FOUND' });
    expect((await store(null, TOKEN, 'ftp://example.com')).status).toBe(400);
    expect((await store(null, TOKEN, 'https://u:p@example.com')).status).toBe(400);
    expect((await store(null, 'two\nlines')).status).toBe(400);
    await store(null, TOKEN);
    expect((await store(null, TOKEN)).body).toMatchObject({ code: 'CONNECTION_EXISTS' });
    expect((await patch('app-store-9', { credentials: { token: TOKEN } })).status).toBe(404);
  });
});

describe('a test of a connection', () => {
  test('asks the source, and says in the words of the catalogue what came of it', async () => {
    expect((await tryOut('ad-exchange')).body).toMatchObject({
      from: 'environment',
      verdict: 'fails',
      code: 'SOURCE_UNAUTHORIZED',
    });
    await store(null, TOKEN);
    const answered = await tryOut('ad-exchange');
    expect(answered.body).toMatchObject({
      from: 'store',
      verdict: 'answers',
      code: null,
      account: 'u1',
      date: LAST_DAY,
    });
    await patch('ad-exchange', { baseUrl: 'http://127.0.0.1:1', credentials: { token: TOKEN } });
    expect((await tryOut('ad-exchange')).body).toMatchObject({ verdict: 'fails', code: 'SOURCE_UNAVAILABLE' });
    await patch('ad-exchange', { baseUrl: emulators.urls.ratesA, credentials: { token: TOKEN } });
    expect((await tryOut('ad-exchange')).body).toMatchObject({ verdict: 'refuses', code: 'SOURCE_REJECTED_REQUEST' });
    expect((await tryOut('app-store-1')).body).toMatchObject({ code: 'SOURCE_NOT_CONFIGURED' });
    expect((await tryOut('ad-exchange@u1')).body).toMatchObject({ code: 'CONNECTION_NOT_FOUND' });
  });
});

test('many connections are listed, opened and sealed anew page by page', async () => {
  for (let index = 0; index < 7; index += 1) {
    await api.store.accounts.add(anAccount({ id: accountId(`a${index}`) }));
    await store(`a${index}`, TOKEN);
  }
  const { connections } = api.store;
  const list: typeof connections.list = (page) => connections.list({ ...page, limit: Math.min(page.limit, 3) });
  const inPages = { ...api.store, connections: { ...connections, list } };
  const parts = connectionParts(environment(), NEW_KEY, OLD_KEY);
  expect(await checkSecrets({ store: inPages, secrets: parts.secrets })).toBe(7);
  expect(await rotateSecrets({ ...api.operations, ...parts, store: inPages })).toMatchObject({ rotated: 7, left: 0 });
  const ids: string[] = [];
  for (let after = ''; ;) {
    const { body } = await api.call('GET', `/api/connections?limit=3${after}`, { headers: ADMIN });
    const page = body as { readonly connections: readonly { readonly id: string }[]; readonly next: string | null };
    ids.push(...page.connections.map(({ id }) => id));
    if (page.next === null) break;
    after = `&after=${encodeURIComponent(page.next)}`;
  }
  expect(ids).toEqual([0, 1, 2, 3, 4, 5, 6].map((index) => `ad-exchange@a${index}`));
  const forged = await api.call('GET', '/api/connections?after=A@b', { headers: ADMIN });
  expect(forged.body).toMatchObject({ code: 'INVALID_CURSOR' });
});

describe('the credentials of a connection', () => {
  test('are in no answer, log line or audit entry, whether they were taken or refused', async () => {
    const answers = [
      await store(null, TOKEN),
      await store(null, TOKEN),
      await store(null, TOKEN, 'no address'),
      await store(null, `${TOKEN}\n`),
      await api.call('POST', '/api/connections', {
        json: { source: 'ad-exchange', baseUrl: 'http://127.0.0.1:1', credentials: { password: TOKEN } },
        headers: ADMIN,
      }),
      await api.call('POST', '/api/connections', {
        json: { source: 'ad-exchange', baseUrl: 'http://127.0.0.1:1', [TOKEN]: true, credentials: { token: 'x' } },
        headers: ADMIN,
      }),
      await patch('ad-exchange', { credentials: { [TOKEN]: '' } }),
      await patch('ad-exchange', { credentials: { [TOKEN.repeat(5)]: 'x' } }),
      await patch('ad-exchange', { credentials: { [TOKEN]: 5 } }),
      await patch('ad-exchange', { [TOKEN]: 'token' }),
      await patch('ad-exchange', { credentials: { token: TOKEN } }),
      await tryOut('ad-exchange'),
      await api.call('GET', '/api/connections', { headers: ADMIN }),
      await api.call('GET', '/api/audit', { headers: ADMIN }),
    ];
    expect(answers.at(-1)?.text).toContain('connection.create');
    const record = await api.store.connections.find('ad-exchange');
    const told = [...answers.map(({ text }) => text), ...api.log, JSON.stringify(record)];
    expect(told.filter((text) => text.includes(TOKEN))).toEqual([]);
    expect(answers.filter(({ text }) => text.includes(record?.sealed ?? ''))).toEqual([]);
  });

  test('under a wrong name are answered with the names that there are', async () => {
    await store(null, TOKEN);
    const [field, credential] = [
      await patch('ad-exchange', { token: TOKEN }),
      await patch('ad-exchange', { credentials: { tokn: TOKEN } }),
    ];
    expect(field.text).toContain('known are baseUrl, credentials');
    expect(credential.text).toContain('ad-exchange takes token only');
  });

  test('are for admins only', async () => {
    const operator = bearer(await keyFor(api, 'operator'));
    for (const [method, path] of [
      ['GET', '/api/connections'],
      ['POST', '/api/connections'],
      ['PATCH', '/api/connections/ad-exchange'],
      ['DELETE', '/api/connections/ad-exchange'],
      ['POST', '/api/connections/ad-exchange/test'],
      ['POST', '/api/secrets/rotate'],
    ] as const) {
      expect([path, (await api.call(method, path, { headers: operator })).status]).toEqual([path, 403]);
    }
  });
});

describe('the change to a new key', () => {
  const after = () => ({ ...api.operations, ...connectionParts(environment(), NEW_KEY, OLD_KEY) });

  test('seals everything anew, goes on where it broke off, and loses nothing', async () => {
    await store(null, TOKEN);
    await store('u1', TOKEN);
    await rotateSecrets({ ...after(), store: onceOnly() }).catch(() => undefined);
    const half = await api.store.connections.list({ after: null, limit: 10 });
    expect(half.map(({ keyId }) => keyId).toSorted()).toEqual(['new', 'old']);
    expect(await rotateSecrets(after())).toEqual({ rotated: 1, left: 1, keyId: 'new' });
    expect(await rotateSecrets(after())).toEqual({ rotated: 0, left: 2, keyId: 'new' });
    expect(await checkSecrets({ store: api.store, secrets: boxOf(NEW_KEY) })).toBe(2);
  });

  /** A store that is gone after one write. */
  function onceOnly(): ApiStack['store'] {
    let writes = 0;
    const save: ApiStack['store']['connections']['save'] = (record, over) => {
      if ((writes += 1) > 1) return Promise.reject(new Error('the store is gone'));
      return api.store.connections.save(record, over);
    };
    return { ...api.store, connections: { ...api.store.connections, save } };
  }

  test('does not undo what somebody sets meanwhile', async () => {
    await store(null, WRONG);
    const { connections } = api.store;
    const list: typeof connections.list = async (page) => {
      const listed = await connections.list(page);
      await patch('ad-exchange', { credentials: { token: TOKEN } });
      return listed;
    };
    const racing = { ...after(), store: { ...api.store, connections: { ...connections, list } } };
    expect(await rotateSecrets(racing)).toMatchObject({ rotated: 0 });
    expect(await worker()()).toBe('report');
  });

  test('is refused while the key before is missing, and nothing is lost', async () => {
    await store(null, TOKEN);
    const without = { ...api.operations, ...connectionParts(environment(), NEW_KEY) };
    expect(toMorrowError(await rotateSecrets(without).catch((error: unknown) => error)).code).toBe(
      'SECRET_KEY_MISSING',
    );
    expect(await worker()()).toBe('report');
  });
});
