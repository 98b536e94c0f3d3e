// The API over real HTTP with a real store and no Temporal: what a client gets, right and wrong.
import { beforeEach, describe, expect, test } from 'vitest';
import { accountId, isoDate } from '../helpers/builders.ts';
import { DEAD_ADDRESS, type Answer, type Sent } from '../helpers/api-stack.ts';
import { apiOfFile } from '../helpers/file-api.ts';

const api = apiOfFile();
const { call } = api;
const EUR = { currency: 'EUR' };

let counter = 0;
/** Tests share a store, so each takes accounts of its own. */
const newId = (): string => `account-${(counter += 1)}`;

async function addAccount(settings: object = {}): Promise<string> {
  const id = newId();
  expect((await call('POST', '/api/accounts', { json: { id, ...EUR, ...settings } })).status).toBe(201);
  return id;
}

describe('accounts', () => {
  test('an added account can be read back, with defaults for what was left out', async () => {
    const id = newId();
    const added = await call('POST', '/api/accounts', { json: { id, ...EUR, sources: ['app-store-1'] } });
    expect(added.status).toBe(201);
    expect(added.headers.location).toBe(`/api/accounts/${id}`);
    const read = await call('GET', `/api/accounts/${id}`);
    expect(read.body).toEqual({
      id,
      name: id,
      sources: ['app-store-1'],
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

  test('an id is taken only once', async () => {
    const id = await addAccount();
    const second = await call('POST', '/api/accounts', { json: { id, ...EUR } });
    expect(second).toMatchObject({ status: 409, body: { code: 'ACCOUNT_EXISTS' } });
  });

  test('a patch changes what it names and nothing else', async () => {
    const id = await addAccount({ historyDepthDays: 7, convertCurrency: false, tier: 'critical' });
    const patched = await call('PATCH', `/api/accounts/${id}`, { json: { historyDepthDays: 28 } });
    expect(patched.body).toMatchObject({ historyDepthDays: 28, convertCurrency: false, tier: 'critical' });
    expect(await api.store.accounts.find(accountId(id))).toEqual(patched.body);
  });

  test('a put sets every field, adds an unknown account, and never revives an archived one', async () => {
    const id = newId();
    expect((await call('PUT', `/api/accounts/${id}`, { json: { ...EUR, tier: 'critical' } })).status).toBe(201);
    await call('DELETE', `/api/accounts/${id}`);
    const again = await call('PUT', `/api/accounts/${id}`, { json: EUR });
    expect(again).toMatchObject({ status: 200, body: { tier: 'standard', status: 'archived' } });
  });

  test('what is read can be put back unchanged', async () => {
    const id = await addAccount({ sources: ['ad-exchange'], cohort: 'north' });
    const { body } = await call('GET', `/api/accounts/${id}`);
    const put = await call('PUT', `/api/accounts/${id}`, { json: body });
    expect(put).toMatchObject({ status: 200, body });
  });

  test('a put whose body names another account is refused', async () => {
    const put = await call('PUT', `/api/accounts/${newId()}`, { json: { id: 'somebody-else', ...EUR } });
    expect(put).toMatchObject({ status: 400, body: { errors: [{ path: 'id' }] } });
  });

  test('an account is archived, restored, and purged only when archived', async () => {
    const id = await addAccount();
    const active = await call('DELETE', `/api/accounts/${id}?purge=true`);
    expect(active).toMatchObject({ status: 409, body: { code: 'ACCOUNT_ACTIVE' } });
    expect((await call('DELETE', `/api/accounts/${id}`)).body).toMatchObject({ status: 'archived' });
    expect((await call('POST', `/api/accounts/${id}/restore`)).body).toMatchObject({ status: 'active' });
    await call('DELETE', `/api/accounts/${id}`);
    expect((await call('DELETE', `/api/accounts/${id}?purge=true`)).status).toBe(200);
    expect((await call('GET', `/api/accounts/${id}`)).status).toBe(404);
  });

  test('pages through a cohort by cursor, every account once, archived ones only when asked for', async () => {
    const ids = [];
    for (let index = 0; index < 5; index += 1) ids.push(await addAccount({ cohort: 'paged' }));
    await call('DELETE', `/api/accounts/${ids[4]}`);
    expect(await readPages('cohort=paged')).toEqual(ids.slice(0, 4).sort());
    expect(await readPages('cohort=paged&includeArchived=true')).toEqual([...ids].sort());
  });

  async function readPages(query: string): Promise<readonly string[]> {
    const ids: string[] = [];
    let after = '';
    do {
      const page = await call('GET', `/api/accounts?limit=2&${query}${after}`);
      const { accounts, next } = page.body as { accounts: { id: string }[]; next: string | null };
      expect(accounts.length).toBeLessThanOrEqual(2);
      ids.push(...accounts.map(({ id }) => id));
      after = next === null ? '' : `&after=${next}`;
    } while (after !== '');
    return ids;
  }
});

describe('revenue by hand', () => {
  let id: string;
  beforeEach(async () => {
    id = await addAccount();
  });

  const put = (rows: unknown): Promise<Answer> => call('PUT', `/api/accounts/${id}/revenue`, { json: rows });
  const row = (date: string, revenue: string, more: object = {}) => ({ date, revenue, currency: 'EUR', ...more });

  test('sums the sources of a day and rounds once, half-even', async () => {
    const rows = [row('2026-11-20', '1.005', { source: 'shop' }), row('2026-11-20', '2.01', { source: 'web' })];
    expect((await put(rows)).body).toEqual({ days: { added: 1, revised: 0, unchanged: 0 } });
    const { body } = await call('GET', `/api/accounts/${id}/revenue?from=2026-11-20&to=2026-11-20`);
    expect(body).toMatchObject({ days: [{ date: '2026-11-20', amount: '3.02', origin: 'api', revision: 1 }] });
    const sources = await call('GET', `/api/accounts/${id}/sources?from=2026-11-20&to=2026-11-20`);
    expect(sources.body).toMatchObject({ sources: [{ sourceId: 'shop', amount: '1.005000' }, { sourceId: 'web' }] });
  });

  test('the same figures again change nothing, other figures add a revision, and both stay readable', async () => {
    await put([row('2026-11-20', '10')]);
    expect((await put([row('2026-11-20', '10.00')])).body).toMatchObject({ days: { unchanged: 1, revised: 0 } });
    expect((await put([row('2026-11-20', '12')])).body).toMatchObject({ days: { revised: 1 } });
    const { body } = await call('GET', `/api/accounts/${id}/revenue/2026-11-20/revisions`);
    expect(body).toMatchObject({
      days: [
        { amount: '10.00', revision: 1 },
        { amount: '12.00', revision: 2 },
      ],
    });
  });

  test('without a range the answer is the last 30 complete days', async () => {
    await put([row('2026-10-22', '1'), row('2026-10-23', '2'), row('2026-11-21', '3')]);
    const { body } = await call('GET', `/api/accounts/${id}/revenue`);
    expect((body as { days: { date: string }[] }).days.map(({ date }) => date)).toEqual(['2026-10-23', '2026-11-21']);
  });

  test.each([
    ['a day that is not over', [row('2026-11-22', '1')], '0.date'],
    ['another currency than the account', [{ ...row('2026-11-20', '1'), currency: 'USD' }], '0.currency'],
    ['the same day and source twice', [row('2026-11-20', '1'), row('2026-11-20', '1')], '1'],
    ['an amount as a number', [{ ...row('2026-11-20', '1'), revenue: 1 }], '0.revenue'],
    ['an amount with an exponent', [row('2026-11-20', '1e3')], '0.revenue'],
    ['an unknown field', [row('2026-11-20', '1', { amount: '1' })], '0'],
    ['no rows at all', [], ''],
  ])('refuses %s, names the place, and writes nothing', async (_what, rows, path) => {
    const answer = await put([...rows, ...(rows.length > 0 ? [row('2026-11-01', '5')] : [])]);
    expect(answer).toMatchObject({ status: 400, body: { errors: [expect.objectContaining({ path })] } });
    const everything = { from: isoDate('2026-01-01'), to: isoDate('2026-12-31') };
    expect(await api.store.revenue.listDays(accountId(id), everything)).toEqual([]);
  });

  test('an archived account takes no revenue', async () => {
    await call('DELETE', `/api/accounts/${id}`);
    expect(await put([row('2026-11-20', '1')])).toMatchObject({ status: 409, body: { code: 'ACCOUNT_ARCHIVED' } });
  });
});

describe('wrong input', () => {
  const started = (json: unknown): [string, string, Sent] => ['POST', '/api/runs', { json }];
  const added = (json: unknown): [string, string, Sent] => ['POST', '/api/accounts', { json }];
  const raw = (text: string, type = 'application/json'): Sent => ({ raw: text, headers: { 'content-type': type } });
  const HALF_NAMED = '{"payloads":[{"metadata":{"\\udc00":"MQ=="}}]}';

  test.each<[string, number, string, [string, string, Sent?]]>([
    ['a day that does not exist', 400, 'INVALID_DATE', started({ date: '2026-02-30' })],
    ['a date in another form', 400, 'INVALID_DATE', started({ date: '20.11.2026' })],
    ['today', 400, 'DATE_NOT_COMPLETE', started({ date: '2026-11-22' })],
    ['a future date', 400, 'DATE_NOT_COMPLETE', started({ date: '2027-01-01' })],
    ['a run without a date', 400, 'INVALID_REQUEST', started({})],
    ['an unknown pipeline', 400, 'INVALID_REQUEST', started({ date: '2026-11-20', pipeline: 'retrain' })],
    ['a misspelt field', 400, 'INVALID_REQUEST', started({ date: '2026-11-20', account: 'u1' })],
    ['an unknown account in a run', 404, 'ACCOUNT_NOT_FOUND', started({ date: '2026-11-20', accounts: ['nobody'] })],
    ['an empty cohort', 404, 'ACCOUNT_NOT_FOUND', started({ date: '2026-11-20', cohort: 'nobody' })],
    [
      'accounts and cohort at once',
      400,
      'INVALID_REQUEST',
      started({ date: '2026-11-20', accounts: ['a'], cohort: 'b' }),
    ],
    ['too many accounts', 400, 'INVALID_REQUEST', started({ date: '2026-11-20', accounts: manyIds(101) })],
    ['a horizon of a month', 400, 'INVALID_REQUEST', started({ date: '2026-11-20', horizonDays: 29 })],
    [
      'a backfill of eleven years',
      400,
      'RANGE_TOO_LONG',
      ['POST', '/api/backfills', { json: { from: '2015-11-01', to: '2026-11-20' } }],
    ],
    [
      'a backfill that ends before it begins',
      400,
      'INVALID_REQUEST',
      ['POST', '/api/backfills', { json: { from: '2026-11-20', to: '2026-11-01' } }],
    ],
    [
      'a backfill into the future',
      400,
      'DATE_NOT_COMPLETE',
      ['POST', '/api/backfills', { json: { from: '2026-11-20', to: '2026-11-23' } }],
    ],
    ['an account without a currency', 400, 'INVALID_REQUEST', added({ id: 'new' })],
    ['an unknown currency', 400, 'UNKNOWN_CURRENCY', added({ id: 'new', currency: 'EURO' })],
    ['an unknown source', 400, 'UNKNOWN_SOURCE', added({ id: 'new', currency: 'EUR', sources: ['app-store-9'] })],
    ['an unknown time zone', 400, 'INVALID_TIME_ZONE', added({ id: 'new', currency: 'EUR', timeZone: 'Mars/Olympus' })],
    ['an account id with slashes', 400, 'INVALID_REQUEST', added({ id: '../etc', currency: 'EUR' })],
    [
      'a depth beyond what is kept',
      400,
      'INVALID_REQUEST',
      added({ id: 'new', currency: 'EUR', historyDepthDays: 181 }),
    ],
    ['two kinds of problem at once', 400, 'INVALID_REQUEST', added({ id: 'new', currency: 'EURO', timeZone: 'Mars' })],
    ['a list instead of an account', 400, 'INVALID_REQUEST', added([])],
    ['garbage instead of JSON', 400, 'INVALID_REQUEST', ['POST', '/api/runs', raw('{"date":')]],
    ['half a character in a text', 400, 'INVALID_REQUEST', added({ id: 'new', currency: 'EUR', name: 'a\ud800' })],
    ['half a character in the name of a field', 400, 'INVALID_REQUEST', ['POST', '/codec/decode', raw(HALF_NAMED)]],
    [
      'an empty body',
      400,
      'INVALID_REQUEST',
      ['POST', '/api/runs', { headers: { 'content-type': 'application/json' } }],
    ],
    [
      'JSON sent as a form',
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      ['POST', '/api/runs', raw('{}', 'application/x-www-form-urlencoded')],
    ],
    [
      'JSON in Latin-1',
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      ['POST', '/api/runs', raw('{}', 'application/json; charset=latin1')],
    ],
    ['a CSV sent as JSON', 415, 'UNSUPPORTED_MEDIA_TYPE', ['POST', '/api/import', raw('{}')]],
    ['a body over 1 MB', 413, 'PAYLOAD_TOO_LARGE', ['POST', '/api/accounts', raw(`{"id":"${'a'.repeat(1_100_000)}"}`)]],
    [
      'an account that leads out of the folder',
      404,
      'ACCOUNT_NOT_FOUND',
      ['GET', '/api/accounts/..%2F..%2Fetc%2Fpasswd'],
    ],
    ['a path that leads out of the folder', 404, 'NOT_FOUND', ['GET', '/docs/../../package.json']],
    ['a file of the documentation package that is not offered', 404, 'NOT_FOUND', ['GET', '/docs/package.json']],
    ['an address with a broken escape', 400, 'INVALID_REQUEST', ['GET', '/api/accounts/%E0%A4%A']],
    ['a run id of no known form', 404, 'RUN_NOT_FOUND', ['GET', '/api/runs/..%2F..%2Fetc']],
    ['a parameter given twice', 400, 'INVALID_REQUEST', ['GET', '/api/accounts?limit=1&limit=2']],
    ['a parameter that does not exist', 400, 'INVALID_REQUEST', ['GET', '/api/accounts?page=2']],
    ['a parameter named like an object property', 400, 'INVALID_REQUEST', ['GET', '/api/accounts?__proto__[x]=1']],
    ['a limit that is no number', 400, 'INVALID_REQUEST', ['GET', '/api/runs?limit=ten']],
    ['a limit of zero', 400, 'INVALID_REQUEST', ['GET', '/api/runs?limit=0']],
    ['revenue of an unknown account', 404, 'ACCOUNT_NOT_FOUND', ['GET', '/api/accounts/nobody/revenue']],
    ['forecasts of an unknown account', 404, 'ACCOUNT_NOT_FOUND', ['GET', '/api/accounts/nobody/forecasts']],
    ['an export in an unknown format', 400, 'INVALID_REQUEST', ['GET', '/api/export/revenue?format=xml']],
    ['an export of an unknown account', 404, 'ACCOUNT_NOT_FOUND', ['GET', '/api/export/revenue?accounts=nobody']],
    ['an address that does not exist', 404, 'NOT_FOUND', ['GET', '/api/nothing']],
    ['an error code that does not exist', 404, 'NOT_FOUND', ['GET', '/errors/toString']],
  ])('%s is refused with %i %s and what to do next', async (_what, status, code, [method, path, sent]) => {
    const answer = await call(method, path, sent);
    expect(answer).toMatchObject({ status, body: { code, status, type: `/errors/${code}` } });
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect((answer.body as { action: string }).action).toMatch(/\.$/);
  });

  test('every unknown account of a run is named', async () => {
    const known = await addAccount();
    const { body } = await call(...started({ date: '2026-11-20', accounts: ['nobody', known, 'no-one'] }));
    expect(body).toMatchObject({ facts: { accounts: 'nobody, no-one' } });
  });

  test('the last complete day is named to whoever asks for today', async () => {
    const { body } = await call(...started({ date: '2026-11-22' }));
    expect(body).toMatchObject({ facts: { lastCompleteDay: '2026-11-21', timeZone: 'UTC' } });
  });

  test('a method that an address does not take is refused with those it takes', async () => {
    const answer = await call('PUT', '/api/accounts', { json: {} });
    expect(answer).toMatchObject({ status: 405, body: { code: 'METHOD_NOT_ALLOWED' } });
    expect(answer.headers.allow).toBe('GET, HEAD, POST');
  });

  test('the plain slashes of a run id get a hint', async () => {
    const { status, body } = await call('GET', '/api/runs/day/daily/2026-11-20');
    expect(status).toBe(404);
    expect(body).toMatchObject({ detail: expect.stringContaining('%2F') });
  });
});

function manyIds(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `a${index}`);
}

describe('without Temporal', () => {
  test(
    'starting a run says that Temporal is away and when to try again, and does not hang',
    { timeout: 10_000 },
    async () => {
      const answer = await call('POST', '/api/runs', { json: { date: '2026-11-20' } });
      expect(answer).toMatchObject({ status: 503, body: { code: 'TEMPORAL_UNREACHABLE' } });
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(answer.text).not.toContain(DEAD_ADDRESS);
    },
  );

  test('a recorded run is still described, as the store knows it', async () => {
    await api.store.runs.save({
      id: 'day/daily/2026-11-19',
      kind: 'day',
      pipeline: 'daily',
      date: isoDate('2026-11-19'),
      accountId: null,
      cohort: null,
      status: 'completed',
      errorCode: null,
      errorMessage: null,
      failure: null,
      startedAt: '2026-11-20T06:00:00.000Z',
      finishedAt: '2026-11-20T06:00:01.000Z',
      summary: { accounts: 2 },
    });
    const { status, body } = await call('GET', '/api/runs/day%2Fdaily%2F2026-11-19');
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'completed', temporal: { state: 'unreachable' }, summary: { accounts: 2 } });
  });

  test('a run that nobody has recorded cannot be judged', async () => {
    const answer = await call('GET', '/api/runs/day%2Fdaily%2F2020-01-01');
    expect(answer).toMatchObject({ status: 503, body: { code: 'TEMPORAL_UNREACHABLE' } });
  });

  test('recorded runs are listed, filtered, with links', async () => {
    const { body } = await call('GET', '/api/runs?kind=day&date=2026-11-19&status=completed&limit=5');
    expect(body).toMatchObject({
      runs: [{ id: 'day/daily/2026-11-19', links: { self: '/api/runs/day%2Fdaily%2F2026-11-19' } }],
    });
    expect((await call('GET', '/api/runs?kind=backfill')).body).toEqual({ runs: [], next: null });
  });

  test('the process is alive, but not ready, and says which part is away', async () => {
    expect(await call('GET', '/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await call('GET', '/readyz')).toMatchObject({
      status: 503,
      body: { checks: { store: { state: 'up' }, temporal: { state: 'down' } } },
    });
  });
});

describe('what every answer has', () => {
  test('a request id: the given one when harmless, else a new one, also in the problem and in the log', async () => {
    const kept = await call('GET', '/healthz', { headers: { 'x-request-id': 'abc-123' } });
    expect(kept.headers['x-request-id']).toBe('abc-123');
    const replaced = await call('GET', '/api/nothing', { headers: { 'x-request-id': 'a b"c' } });
    expect(replaced.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(replaced.body).toMatchObject({ requestId: replaced.headers['x-request-id'] });
    expect(api.log.some((line) => line.includes('"requestId":"abc-123"'))).toBe(true);
  });

  test('headers that keep browsers strict, and no name of the software', async () => {
    const { headers } = await call('GET', '/api/accounts');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'cache-control': 'no-store',
    });
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  test.each([
    ['another site, told by the browser', { 'sec-fetch-site': 'cross-site' }, 403],
    ['another origin, told by an older browser', { origin: 'https://elsewhere.example' }, 403],
    ['an opaque origin', { origin: 'null' }, 403],
    ['a page of our own', { 'sec-fetch-site': 'same-origin' }, 200],
    ['a program', {}, 200],
  ])('a change asked for by %s is answered with its due', async (_, headers, status) => {
    const id = await addAccount();
    await call('DELETE', `/api/accounts/${id}`);
    expect((await call('POST', `/api/accounts/${id}/restore`, { headers })).status).toBe(status);
  });

  test('no query and no header value in the log', async () => {
    await call('GET', '/api/accounts?cohort=hush', { headers: { authorization: 'Bearer hush-hush' } });
    expect(api.log.join('')).not.toContain('hush');
  });
});

describe('pages', () => {
  test('the start page and Swagger UI come without inline scripts and without other hosts', async () => {
    for (const path of ['/', '/docs']) {
      const { status, text, headers } = await call('GET', path);
      expect(status).toBe(200);
      expect(headers['content-type']).toContain('text/html');
      expect(text).not.toMatch(/<script(?![^>]*\ssrc=)/);
      expect(text).not.toMatch(/\s(on[a-z]+)=/);
      expect(headers['content-security-policy']).toContain("script-src 'self'");
    }
  });

  test('everything that the Swagger UI page loads is served here', async () => {
    const { text } = await call('GET', '/docs');
    const assets = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '');
    expect(assets.length).toBeGreaterThan(3);
    for (const asset of assets) expect([asset, (await call('GET', asset)).status]).toEqual([asset, 200]);
  });

  test('the type of a problem document leads to what its code means', async () => {
    const { body } = await call('GET', '/api/accounts/nobody');
    const entry = await call('GET', (body as { type: string }).type);
    expect(entry).toMatchObject({ status: 200, body: { code: 'ACCOUNT_NOT_FOUND', status: 404 } });
  });
});
