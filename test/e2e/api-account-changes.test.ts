// Several people change one account: over real HTTP with a real store, nothing that somebody wrote is lost.
import { describe, expect, test } from 'vitest';
import { accountId } from '../helpers/builders.ts';
import { apiOfFile } from '../helpers/file-api.ts';

const api = apiOfFile();
const { call } = api;
const EUR = { currency: 'EUR' };

let counter = 0;
const newId = (): string => `account-${(counter += 1)}`;

async function addAccount(settings: object = {}): Promise<string> {
  const id = newId();
  expect((await call('POST', '/api/accounts', { json: { id, ...EUR, ...settings } })).status).toBe(201);
  return id;
}

describe('changes to an account', () => {
  test('a change that names the account as it was seen is refused once somebody else changed it', async () => {
    const id = await addAccount({ historyDepthDays: 7 });
    const path = `/api/accounts/${id}`;
    const seen = String((await call('GET', path)).headers.etag);
    const first = await call('PATCH', path, { json: { name: 'Theirs' }, headers: { 'if-match': seen } });
    expect(first).toMatchObject({ status: 200, body: { name: 'Theirs' } });
    for (const [method, json] of [
      ['PATCH', { name: 'Mine' }],
      ['PUT', { ...EUR, name: 'Mine' }],
    ] as const) {
      const second = await call(method, path, { json, headers: { 'if-match': seen } });
      expect(second).toMatchObject({ status: 412, body: { code: 'ACCOUNT_CHANGED' } });
    }
    expect((await call('GET', path)).body).toMatchObject({ name: 'Theirs', historyDepthDays: 7 });
    const now = String(first.headers.etag);
    const third = await call('PATCH', path, { json: { tier: 'critical' }, headers: { 'if-match': `"x", ${now}` } });
    expect(third).toMatchObject({ status: 200, body: { name: 'Theirs', tier: 'critical' } });
  });

  test.each([
    ['*', 200],
    ['"nothing like it"', 412],
    ['W/"weak"', 412],
    ['no tag at all', 412],
  ])('the precondition %s answers %i', async (header, status) => {
    const path = `/api/accounts/${await addAccount()}`;
    const changed = await call('PATCH', path, { json: { tier: 'economy' }, headers: { 'if-match': header } });
    expect(changed.status).toBe(status);
  });

  test('archiving and purging what somebody else changed meanwhile is refused', async () => {
    const path = `/api/accounts/${await addAccount()}`;
    const seen = { 'if-match': String((await call('GET', path)).headers.etag) };
    const archived = await call('DELETE', path, { headers: seen });
    expect(archived).toMatchObject({ status: 200, body: { status: 'archived' } });
    for (const address of [path, `${path}?purge=true`]) {
      const late = await call('DELETE', address, { headers: seen });
      expect(late).toMatchObject({ status: 412, body: { code: 'ACCOUNT_CHANGED' } });
    }
    const now = { 'if-match': String(archived.headers.etag) };
    expect((await call('DELETE', `${path}?purge=true`, { headers: now })).status).toBe(200);
  });

  test('a tag that somebody calls weak is no match, and an account that is not there matches nothing', async () => {
    const path = `/api/accounts/${await addAccount()}`;
    const weak = `W/${String((await call('GET', path)).headers.etag)}`;
    const json = { ...EUR };
    expect((await call('PUT', path, { json, headers: { 'if-match': weak } })).status).toBe(412);
    const missing = `/api/accounts/${newId()}`;
    expect((await call('PUT', missing, { json, headers: { 'if-match': '*' } })).status).toBe(412);
    expect((await call('GET', missing)).status).toBe(404);
  });

  test('changes of many at once all count, and none undoes an archiving', async () => {
    const id = await addAccount();
    const path = `/api/accounts/${id}`;
    const fields = [{ name: 'New' }, { tier: 'critical' }, { cohort: 'north' }, { historyDepthDays: 14 }];
    const answers = await Promise.all([
      ...fields.map((json) => call('PATCH', path, { json })),
      call('DELETE', path),
      ...fields.map((json) => call('PATCH', path, { json })),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(await api.store.accounts.find(accountId(id))).toMatchObject({
      ...Object.assign({}, ...fields),
      status: 'archived',
    });
  });
});
