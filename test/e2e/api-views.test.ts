// Saved views through the API: everybody's where access is off, each one's own where it is required.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserOf, required, signIn, userFor } from '../helpers/access.ts';
import { startApiStack, type ApiStack } from '../helpers/api-stack.ts';

let open: ApiStack;
let guarded: ApiStack;

beforeAll(async () => {
  [open, guarded] = await Promise.all([startApiStack(), startApiStack({ access: required() })]);
});
afterAll(() => Promise.all([open?.close(), guarded?.close()]));

const path = (name: string, page = 'runs'): string => `/api/views/${page}/${encodeURIComponent(name)}`;
const search = { days: 90, status: 'failed' };

describe('a view', () => {
  test('is saved under a name, listed for its page, and deleted', async () => {
    const saved = await open.call('PUT', path('failed lately'), { json: { search } });
    expect(saved).toMatchObject({ status: 201, body: { owner: 'shared', revision: 1, search } });
    await open.call('PUT', path('all', 'overview'), { json: { search: {} } });
    const listed = await open.call('GET', '/api/views?page=runs');
    expect(listed.body).toMatchObject({ views: [{ name: 'failed lately' }] });
    expect((await open.call('DELETE', `${path('failed lately')}?revision=1`)).status).toBe(204);
    expect((await open.call('GET', '/api/views?page=runs')).body).toEqual({ views: [] });
  });

  test('is never overwritten by somebody who has not seen it', async () => {
    await open.call('PUT', path('mine'), { json: { search } });
    const again = await open.call('PUT', path('mine'), { json: { search: {} } });
    expect(again).toMatchObject({ status: 409, body: { code: 'VIEW_EXISTS' } });
    const replaced = await open.call('PUT', path('mine'), { json: { search: {}, revision: 1 } });
    expect(replaced).toMatchObject({ status: 200, body: { revision: 2 } });
    const late = await open.call('PUT', path('mine'), { json: { search, revision: 1 } });
    expect(late).toMatchObject({ status: 412, body: { code: 'VIEW_CHANGED' } });
    const gone = await open.call('DELETE', `${path('mine')}?revision=1`);
    expect(gone).toMatchObject({ status: 412, body: { code: 'VIEW_CHANGED' } });
    const never = await open.call('PUT', path('never saved'), { json: { search, revision: 1 } });
    expect(never).toMatchObject({ status: 404, body: { code: 'VIEW_NOT_FOUND' } });
  });

  test('is one and the same however the letters of its name are composed', async () => {
    const [composed, apart] = ['caf\u00e9', 'cafe\u0301'];
    expect((await open.call('PUT', path(apart), { json: { search } })).body).toMatchObject({ name: composed });
    expect((await open.call('PUT', path(composed), { json: { search } })).body).toMatchObject({ code: 'VIEW_EXISTS' });
    expect((await open.call('PUT', path(apart), { json: { search, revision: 1 } })).status).toBe(200);
    expect((await open.call('DELETE', `${path(apart)}?revision=2`)).status).toBe(204);
    expect((await open.call('DELETE', `${path(composed)}?revision=2`)).status).toBe(404);
  });

  test.each(['x'.repeat(61), ' lead', 'a/b', 'tab\there', '\u202Etxt', '%2e', '%2E.'])(
    'cannot be called %j',
    async (name) => {
      const address = name.startsWith('%') ? `/api/views/runs/${name}` : path(name);
      const answer = await open.call('PUT', address, { json: { search } });
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'name' }] } });
    },
  );

  test('holds an address and nothing else', async () => {
    const nested = await open.call('PUT', path('nested'), { json: { search: { days: { from: 1 } } } });
    expect(nested.status).toBe(400);
    const many = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`f${index}`, 1]));
    expect((await open.call('PUT', path('many'), { json: { search: many } })).status).toBe(400);
  });
});

describe('where access is required', () => {
  test('each has views of their own, viewers too, and the change is in the audit log', async () => {
    await userFor(guarded, 'anna', 'viewer');
    await userFor(guarded, 'ben', 'viewer');
    const [anna, ben] = await Promise.all(['anna', 'ben'].map(async (name) => browserOf(await signIn(guarded, name))));
    const as = ({ cookie, csrf }: { cookie: string; csrf: string }) => ({ cookie, 'x-csrf-token': csrf });
    if (anna === undefined || ben === undefined) throw new Error('Nobody has signed in.');
    const saved = await guarded.call('PUT', path('odd'), { json: { search }, headers: as(anna) });
    expect(saved).toMatchObject({ status: 201, body: { owner: 'user:anna' } });
    expect((await guarded.call('GET', '/api/views?page=runs', { headers: as(ben) })).body).toEqual({ views: [] });
    expect((await guarded.call('PUT', path('odd'), { json: { search }, headers: as(ben) })).status).toBe(201);
    const { entries } = { entries: await guarded.store.audit.list({ action: 'view.save', limit: 5 }) };
    expect(entries.map(({ actor }) => actor).toSorted()).toEqual(['anna', 'ben']);
  });
});
