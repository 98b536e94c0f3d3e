// Who gets in: every route against every role, keys of all kinds, host names, limits, and nothing secret in answers or log.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiRoutes } from '../../src/api/create-api.ts';
import type { Route } from '../../src/api/route.ts';
import { ROLES, includesRole, type Role } from '../../src/domain/access.ts';
import { createKey, revokeKey } from '../../src/operations/access/keys.ts';
import { ADMIN_KEY, bearer, keyFor, required } from '../helpers/access.ts';
import { startApiStack, type ApiStack } from '../helpers/api-stack.ts';

let api: ApiStack;
let keys: Readonly<Record<Role, string>>;
let nowMs = Date.parse('2026-11-22T10:00:00Z');

beforeAll(async () => {
  api = await startApiStack({
    access: required({ allowedHosts: ['morrow.example'] }),
    clock: { now: () => new Date(nowMs) },
  });
  keys = {
    viewer: await keyFor(api, 'viewer'),
    operator: await keyFor(api, 'operator'),
    admin: await keyFor(api, 'admin'),
  };
});

afterAll(() => api?.close());

const ROUTES = apiRoutes('test');
const guarded = ROUTES.filter(({ role }) => role !== 'public');
const named = (route: Route) => [`${route.method.toUpperCase()} ${route.path}`, route] as const;

/** With a parameter that no route takes, so that whoever is let through is told so and changes nothing. */
const ask = async ({ method, path }: Route, key: string | null) =>
  api.call(method.toUpperCase(), `${path.replaceAll(/:[a-z]+/gi, 'x')}?no-such-parameter=1`, {
    headers: key === null ? {} : bearer(key),
  });

describe('every route', () => {
  test.each(guarded.map(named))('%s lets in the roles it names, and nobody else', async (_, route) => {
    const stranger = await ask(route, null);
    expect(stranger).toMatchObject({ status: 401, body: { code: 'NOT_SIGNED_IN' } });
    expect(stranger.headers['www-authenticate']).toBe('Bearer realm="morrow"');
    for (const role of ROLES) {
      const allowed = route.role !== 'public' && includesRole(role, route.role);
      const { status, body } = await ask(route, keys[role]);
      if (allowed) expect([role, [401, 403].includes(status)]).toEqual([role, false]);
      else
        expect([role, status, body]).toMatchObject([role, 403, { code: 'NOT_ALLOWED', facts: { needed: route.role } }]);
    }
  });

  test('that changes something needs more than a viewer, but a plan, a prediction, what is about the own session or views, and what reads for the Web UI', () => {
    const open = ROUTES.filter(({ method, role }) => method !== 'get' && (role === 'public' || role === 'viewer'));
    expect(open.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'put /api/views/:page/:name',
      'delete /api/views/:page/:name',
      'post /api/backfills/plan',
      'post /api/predict',
      'post /codec/decode',
      'post /api/session',
      'delete /api/session',
      'put /api/session/password',
    ]);
  });

  test('that needs nobody to sign in says nothing about accounts, runs or people', () => {
    const open = ROUTES.filter(({ role }) => role === 'public').map(({ path }) => path);
    expect(open).toEqual(['/api/session', '/healthz', '/readyz', '/openapi.json', '/errors', '/errors/:code']);
  });

  test('keeps keys, users, connections and the audit log for admins', () => {
    const rooms = ROUTES.filter(({ path }) => /^\/api\/(keys|users|audit|connections|secrets)/.test(path));
    expect(rooms).toHaveLength(14);
    expect(new Set(rooms.map(({ role }) => role))).toEqual(new Set(['admin']));
  });

  test('is refused before its body is read', async () => {
    const huge = 'x'.repeat(3 * 1024 * 1024);
    const answer = await api.call('POST', '/api/runs', { raw: huge }).catch(() => ({ status: 401 }));
    expect(answer.status).toBe(401);
  });
});

describe('a purge, for good', () => {
  test('needs an admin, where archiving needs an operator', async () => {
    const as = (role: Role, path: string) => api.call('DELETE', path, { headers: bearer(keys[role]) });
    await api.call('PUT', '/api/accounts/gone', { json: { currency: 'EUR' }, headers: bearer(keys.operator) });
    expect((await as('operator', '/api/accounts/gone')).status).toBe(200);
    expect(await as('operator', '/api/accounts/gone?purge=true')).toMatchObject({ status: 403 });
    expect((await as('admin', '/api/accounts/gone?purge=true')).status).toBe(200);
  });
});

describe('an API key', () => {
  const list = (headers: Readonly<Record<string, string>>) => api.call('GET', '/api/accounts', { headers });
  const statusWith = async (key: string): Promise<number> => (await list(bearer(key))).status;

  test('is shown once, and known by its beginning afterwards', async () => {
    const made = await api.call('POST', '/api/keys', {
      json: { name: 'nightly', role: 'viewer', expiresInDays: 30 },
      headers: bearer(ADMIN_KEY),
    });
    const { key, id, prefix } = made.body as { key: string; id: string; prefix: string };
    expect(made.status).toBe(201);
    expect(key.startsWith(prefix)).toBe(true);
    expect(await statusWith(key)).toBe(200);
    const shown = await api.call('GET', '/api/keys', { headers: bearer(ADMIN_KEY) });
    expect(shown.text).toContain(prefix);
    expect(shown.text).not.toContain(key.slice(prefix.length));
    const stored = await api.store.access.keys.find(id);
    expect(JSON.stringify(stored)).not.toContain(key.slice(prefix.length));
    expect(stored).toMatchObject({ createdBy: 'API_ADMIN_KEY', lastUsedAt: expect.any(String) });
  });

  test('counts as a whole: neither another secret for its id, nor its secret for another id', async () => {
    const [one, other] = [await keyFor(api, 'viewer'), await keyFor(api, 'admin')];
    const [[, id, secret], [, otherId, otherSecret]] = [one.split('_'), other.split('_')];
    for (const mixed of [`mk_${id}_${otherSecret}`, `mk_${otherId}_${secret}`])
      expect(await statusWith(mixed)).toBe(401);
    expect([await statusWith(one), await statusWith(other)]).toEqual([200, 200]);
  });

  test('is refused at once when it is revoked', async () => {
    const { key, id } = await createKey(api.operations, { name: 'k', role: 'viewer' });
    expect(await statusWith(key)).toBe(200);
    const revoked = await api.call('DELETE', `/api/keys/${id}`, { headers: bearer(ADMIN_KEY) });
    expect(revoked).toMatchObject({ status: 200, body: { status: 'revoked' } });
    expect(await statusWith(key)).toBe(401);
  });

  test('is refused when its time is over', async () => {
    const { key } = await createKey(api.operations, { name: 'k', role: 'viewer', expiresInDays: 1 });
    nowMs += 24 * 60 * 60 * 1_000 - 1;
    expect(await statusWith(key)).toBe(200);
    nowMs += 1;
    expect(await statusWith(key)).toBe(401);
  });

  test.each([
    ['another secret', `mk_${'ad'.repeat(5)}_${'00'.repeat(20)}`],
    ['an unknown id', `mk_${'00'.repeat(5)}_${'5e'.repeat(20)}`],
    ['nothing but the beginning', 'mk_'],
    ['a token of nobody', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiIsInJvbGVzIjoiYWRtaW4ifQ.x'],
  ])('with %s is refused without being repeated', async (_, key) => {
    const answer = await list(bearer(key));
    expect(answer).toMatchObject({ status: 401, body: { code: 'NOT_SIGNED_IN' } });
    expect(answer.text).not.toContain(key);
  });

  test.each(['Basic bW9ycm93OnNlY3JldA==', 'Bearer', 'Bearer ', `bearer ${'x'.repeat(8_001)}`, 'mk_1'])(
    'is not read out of "%.20s"',
    async (authorization) => {
      expect((await list({ authorization })).status).toBe(401);
    },
  );

  test('that is revoked twice, or unknown, is said so', async () => {
    const { id } = await createKey(api.operations, { name: 'k', role: 'viewer' });
    expect(await revokeKey(api.operations, id)).toMatchObject({ status: 'revoked' });
    expect((await api.call('DELETE', `/api/keys/${id}`, { headers: bearer(ADMIN_KEY) })).status).toBe(200);
    const unknown = await api.call('DELETE', '/api/keys/none', { headers: bearer(ADMIN_KEY) });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'KEY_NOT_FOUND' } });
  });
});

describe('a host name', () => {
  test.each([
    'evil.example',
    'localhost.evil.example',
    'morrow.example.evil.example',
    'evil.example:9095',
    'a@localhost',
    'x/',
  ])('%s that somebody pointed to this address gets no answer', async (host) => {
    const answer = await api.call('GET', '/errors', { headers: { host } });
    expect(answer).toMatchObject({ status: 421, body: { code: 'HOST_NOT_ALLOWED' } });
  });

  test.each(['localhost:9095', '127.0.0.1', '[::1]:9095', '10.1.2.3:9095', 'MORROW.example', 'morrow.example.:443'])(
    '%s is answered',
    async (host) => {
      expect((await api.call('GET', '/errors', { headers: { host } })).status).toBe(200);
    },
  );

  test('does not matter to a probe', async () => {
    expect((await api.call('GET', '/healthz', { headers: { host: 'api' } })).status).toBe(200);
  });
});

describe('what a stranger is told', () => {
  test('of readiness is whether, not where and why', async () => {
    const { body, status } = await api.call('GET', '/readyz');
    expect([status, body]).toMatchObject([503, { checks: { temporal: { state: 'down', detail: null } } }]);
  });

  test('of figures is nothing', async () => {
    expect((await api.call('GET', '/metrics')).status).toBe(401);
    expect((await api.call('GET', '/metrics', { headers: bearer(keys.viewer) })).status).toBe(200);
  });
});

describe('the log', () => {
  test('holds no key, whatever was asked with it', () => {
    const log = api.log.join('');
    expect(log).toContain('/api/keys');
    for (const key of [ADMIN_KEY, ...Object.values(keys)]) expect(log).not.toContain(key.split('_')[2]);
  });
});

describe('a client that asks without end', () => {
  test('is slowed down, and others are not', async () => {
    const small = await startApiStack({ access: required({ ratePerSecond: 5 }) });
    const [hasty, calm] = [await keyFor(small, 'viewer'), await keyFor(small, 'viewer')];
    const ask5 = (key: string) =>
      Promise.all(Array.from({ length: 12 }, () => small.call('GET', '/api/accounts', { headers: bearer(key) })));
    const refused = (await ask5(hasty)).filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]).toMatchObject({ body: { code: 'TOO_MANY_REQUESTS' }, headers: { 'retry-after': '1' } });
    expect((await small.call('GET', '/api/accounts', { headers: bearer(calm) })).status).toBe(200);
    await small.close();
  });

  test('without a key is counted by its address', async () => {
    const small = await startApiStack({ access: required({ ratePerSecond: 3 }) });
    const from = (address: string) =>
      small.call('GET', '/api/accounts', { headers: { ...bearer('mk_wrong'), 'x-forwarded-for': address } });
    const answers = [];
    for (let index = 0; index < 6; index += 1) answers.push((await from('203.0.113.7')).status);
    expect(answers).toContain(429);
    expect((await from('203.0.113.8')).status).toBe(401);
    await small.close();
  });
});
