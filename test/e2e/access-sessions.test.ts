// People in a browser: signing in and out, what the cookie may and may not, forged requests, guessing passwords.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PASSWORD, bearer, ADMIN_KEY, browserOf, required, signIn, userFor } from '../helpers/access.ts';
import { startApiStack, type ApiStack } from '../helpers/api-stack.ts';

const MINUTE_MS = 60_000;
let api: ApiStack;
let nowMs = Date.parse('2026-11-22T10:00:00Z');

beforeAll(async () => {
  api = await startApiStack({ access: required(), clock: { now: () => new Date(nowMs) } });
  await userFor(api, 'anna', 'operator');
  await userFor(api, 'vera', 'viewer');
});

afterAll(() => api?.close());

const statusOf = async (cookie: string, headers: Readonly<Record<string, string>> = {}): Promise<number> =>
  (await api.call('GET', '/api/accounts', { headers: { cookie, ...headers } })).status;

/** Each from an address of its own, so that no test uses up the attempts of another. */
let address = 0;
const fresh = () => ({ 'x-forwarded-for': `203.0.113.${(address += 1)}` });
const enter = (name: string, headers: Record<string, string> = {}) =>
  signIn(api, name, { headers: { ...fresh(), ...headers } });

describe('signing in', () => {
  test('opens a session with a cookie that no script reads and no other site sends', async () => {
    const answer = await enter('anna');
    expect(answer).toMatchObject({ status: 201, body: { name: 'anna', role: 'operator', access: 'required' } });
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/^morrow-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Expires=/),
    ]);
    const { cookie } = browserOf(answer);
    expect(await statusOf(cookie)).toBe(200);
    const shown = await api.call('GET', '/api/session', { headers: { cookie } });
    expect(shown.body).toEqual(answer.body);
  });

  test('under TLS sets a cookie for this very host only, and takes no other', async () => {
    const tls = { 'x-forwarded-proto': 'https' };
    const answer = await enter('anna', tls);
    expect(answer.headers['set-cookie']?.[0]).toMatch(
      /^__Host-morrow=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure; Expires=/,
    );
    const { cookie } = browserOf(answer);
    expect(await statusOf(cookie, tls)).toBe(200);
    expect(await statusOf(cookie.replace('__Host-morrow', 'morrow-session'), tls)).toBe(401);
  });

  test('is refused in the same words for a wrong password, a wrong name and a disabled user', async () => {
    await userFor(api, 'dora', 'admin');
    const disable = { json: { status: 'disabled' }, headers: bearer(ADMIN_KEY) };
    expect((await api.call('PATCH', '/api/users/dora', disable)).status).toBe(200);
    const wrong = await signIn(api, 'anna', { password: 'something else', headers: fresh() });
    const texts = [wrong, await enter('nobody'), await enter('dora'), await enter('../anna')].map(
      ({ status, body }) => [status, (body as { detail: string }).detail],
    );
    expect(new Set(texts.map(String)).size).toBe(1);
    expect(texts[0]?.[0]).toBe(401);
    expect(wrong.headers['set-cookie']).toBeUndefined();
  });

  test('never takes over a session id that somebody planted, and ends the session it replaces', async () => {
    const planted = `morrow-session=${'A'.repeat(43)}`;
    const first = browserOf(await enter('anna', { cookie: planted }));
    expect(first.cookie).not.toBe(planted);
    expect(await statusOf(planted)).toBe(401);
    const second = browserOf(await enter('anna', { cookie: first.cookie }));
    expect(second.cookie).not.toBe(first.cookie);
    expect([await statusOf(first.cookie), await statusOf(second.cookie)]).toEqual([401, 200]);
  });

  test('from a page of another site is refused', async () => {
    expect((await enter('anna', { origin: 'https://evil.example' })).status).toBe(403);
    expect((await enter('anna', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });

  test.each([
    { raw: '{"name":' },
    { json: { name: ['anna'], password: {} } },
    { json: { name: 'anna' } },
    { json: null },
  ])('with a body that is none is a wrong request: %j', async (sent) => {
    const headers = { ...fresh(), 'content-type': 'application/json' };
    expect((await api.call('POST', '/api/session', { ...sent, headers })).status).toBe(400);
  });
});

describe('a session', () => {
  test('is over when somebody signs out, also for who kept the cookie', async () => {
    const { cookie, csrf } = browserOf(await enter('anna'));
    const out = await api.call('DELETE', '/api/session', { headers: { cookie, 'x-csrf-token': csrf } });
    expect(out.status).toBe(204);
    expect(out.headers['set-cookie']?.[0]).toMatch(/^morrow-session=; .*Max-Age=0/);
    expect(await statusOf(cookie)).toBe(401);
  });

  test('is over when nobody uses it for an hour, and goes on while somebody does', async () => {
    const { cookie } = browserOf(await enter('anna'));
    for (let round = 0; round < 3; round += 1) {
      nowMs += 59 * MINUTE_MS;
      expect(await statusOf(cookie)).toBe(200);
    }
    nowMs += 60 * MINUTE_MS;
    expect(await statusOf(cookie)).toBe(401);
  });

  test('is over after twelve hours, however much it is used', async () => {
    const { cookie } = browserOf(await enter('anna'));
    for (let round = 0; round < 24; round += 1) {
      expect(await statusOf(cookie)).toBe(200);
      nowMs += 30 * MINUTE_MS;
    }
    expect(await statusOf(cookie)).toBe(401);
  });

  test('has the role that its user has now', async () => {
    await userFor(api, 'ruth', 'admin');
    const { cookie } = browserOf(await enter('ruth'));
    const keys = () => api.call('GET', '/api/keys', { headers: { cookie } });
    expect((await keys()).status).toBe(200);
    await api.call('PATCH', '/api/users/ruth', { json: { role: 'viewer' }, headers: bearer(ADMIN_KEY) });
    expect((await keys()).status).toBe(403);
  });

  test.each([
    ['a new password', { password: 'another horse battery' }],
    ['being disabled', { status: 'disabled' }],
  ])('is over with %s', async (what, json) => {
    const name = what.replaceAll(' ', '-');
    await userFor(api, name, 'viewer');
    const { cookie } = browserOf(await enter(name));
    expect((await api.call('PATCH', `/api/users/${name}`, { json, headers: bearer(ADMIN_KEY) })).status).toBe(200);
    expect(await statusOf(cookie)).toBe(401);
  });

  test('is over with its user, and a new user of the name does not inherit it', async () => {
    await userFor(api, 'gone', 'admin');
    const { cookie } = browserOf(await enter('gone'));
    await api.call('DELETE', '/api/users/gone', { headers: bearer(ADMIN_KEY) });
    await userFor(api, 'gone', 'admin');
    expect(await statusOf(cookie)).toBe(401);
  });

  test('does not make good a wrong key beside it', async () => {
    const { cookie } = browserOf(await enter('anna'));
    expect(await statusOf(cookie, bearer('mk_wrong'))).toBe(401);
  });
});

describe('the own password', () => {
  const change = (browser: { readonly cookie: string; readonly csrf: string }, json: object) =>
    api.call('PUT', '/api/session/password', {
      json,
      headers: { cookie: browser.cookie, 'x-csrf-token': browser.csrf, ...fresh() },
    });

  test('is changed by who knows it, and only the browser that did it stays in', async () => {
    await userFor(api, 'cleo', 'viewer');
    const [here, there] = [browserOf(await enter('cleo')), browserOf(await enter('cleo'))];
    const answer = await change(here, { password: PASSWORD, newPassword: 'another horse battery' });
    expect(answer).toMatchObject({ status: 200, body: { name: 'cleo', role: 'viewer' } });
    const renewed = browserOf(answer);
    const statuses = await Promise.all([here, there, renewed].map(({ cookie }) => statusOf(cookie)));
    expect(statuses).toEqual([401, 401, 200]);
    expect((await enter('cleo')).status).toBe(401);
    expect((await signIn(api, 'cleo', { password: 'another horse battery', headers: fresh() })).status).toBe(201);
  });

  test('is not changed with a wrong one, with one that is too short, or by a program', async () => {
    const browser = browserOf(await enter('vera'));
    expect((await change(browser, { password: 'not the right one', newPassword: PASSWORD })).status).toBe(401);
    expect((await change(browser, { password: PASSWORD, newPassword: 'short' })).status).toBe(400);
    const json = { password: PASSWORD, newPassword: PASSWORD };
    expect((await api.call('PUT', '/api/session/password', { json, headers: bearer(ADMIN_KEY) })).status).toBe(400);
    expect(await statusOf(browser.cookie)).toBe(200);
  });
});

describe('a forged request', () => {
  const put = (headers: Readonly<Record<string, string>>) =>
    api.call('PUT', '/api/accounts/forged', { json: { currency: 'EUR' }, headers });

  test('that has the cookie and not the token changes nothing', async () => {
    const { cookie, csrf } = browserOf(await enter('anna'));
    const other = browserOf(await enter('vera'));
    for (const token of [{}, { 'x-csrf-token': '' }, { 'x-csrf-token': `${csrf}x` }, { 'x-csrf-token': other.csrf }]) {
      expect(await put({ cookie, ...token })).toMatchObject({ status: 403, body: { code: 'CSRF_TOKEN_WRONG' } });
    }
    expect((await api.call('GET', '/api/accounts/forged', { headers: { cookie } })).status).toBe(404);
    expect((await put({ cookie, 'x-csrf-token': csrf })).status).toBe(201);
  });

  test('with the right token is still refused from another site', async () => {
    const { cookie, csrf } = browserOf(await enter('anna'));
    const foreign = { cookie, 'x-csrf-token': csrf, 'sec-fetch-site': 'cross-site' };
    expect(await put(foreign)).toMatchObject({ status: 403, body: { code: 'FOREIGN_ORIGIN' } });
  });

  test('of a viewer is refused for the role', async () => {
    const { cookie, csrf } = browserOf(await enter('vera'));
    expect(await put({ cookie, 'x-csrf-token': csrf })).toMatchObject({ status: 403, body: { code: 'NOT_ALLOWED' } });
  });
});

describe('who guesses passwords', () => {
  const guess = (name: string, from: Record<string, string>) =>
    signIn(api, name, { password: 'not the right one', headers: from });

  test('has ten tries for a name, from wherever, and the right password does not help then', async () => {
    await userFor(api, 'target', 'viewer');
    for (let index = 0; index < 10; index += 1) expect((await guess('target', fresh())).status).toBe(401);
    const refused = await signIn(api, 'target', { headers: fresh() });
    expect(refused).toMatchObject({ status: 429, body: { code: 'TOO_MANY_ATTEMPTS' } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(60);
    expect((await enter('anna')).status).toBe(201);
  });
});

describe('passwords and sessions', () => {
  test('are in no answer, no log and no store', async () => {
    const { cookie, csrf } = browserOf(await enter('anna'));
    const token = cookie.split('=')[1] ?? '';
    const answers = await Promise.all(
      ['/api/users', '/api/audit?limit=500', '/api/session', '/api/keys'].map((path) =>
        api.call('GET', path, { headers: path === '/api/session' ? { cookie } : bearer(ADMIN_KEY) }),
      ),
    );
    const said = [...answers.map(({ text }) => text), ...api.log].join('\n');
    expect(said).toContain('/api/session');
    for (const secret of [PASSWORD, token, 'scrypt$']) expect(said).not.toContain(secret);
    expect(api.log.join('')).not.toContain(csrf);
    const stored = await api.store.access.users.list();
    const anna = await api.store.access.users.find('anna');
    expect(JSON.stringify(stored)).not.toContain(PASSWORD);
    // Made with less work once, and anew when she signed in.
    expect(anna?.password).toMatch(/^scrypt\$15\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
    expect(await api.store.access.sessions.find(token)).toBeNull();
  });

  test.each([
    ['too short', { name: 'new', role: 'viewer', password: 'short' }, 'password'],
    ['the name again', { name: 'gertrude', role: 'viewer', password: 'Gertrude-Gertrude' }, 'password'],
    ['for a name of other letters', { name: 'Äpfel', role: 'viewer', password: PASSWORD }, 'name'],
    ['with a role that is none', { name: 'new', role: 'root', password: PASSWORD }, 'role'],
  ])('%s are refused, and the field is named', async (_, json, path) => {
    const answer = await api.call('POST', '/api/users', { json, headers: bearer(ADMIN_KEY) });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path }] } });
    expect(answer.text).not.toContain(json.password);
  });

  test('of a name that is taken stay as they are', async () => {
    const json = { name: 'anna', role: 'admin', password: 'somebody else entirely' };
    expect((await api.call('POST', '/api/users', { json, headers: bearer(ADMIN_KEY) })).status).toBe(409);
    expect((await enter('anna')).body).toMatchObject({ role: 'operator' });
  });
});
