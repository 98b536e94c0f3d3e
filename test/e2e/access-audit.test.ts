// Who changed what: every change over HTTP leaves an entry with before and after, and no secret.
import { describe, expect, test } from 'vitest';
import { recordChange } from '../../src/operations/audit.ts';
import type { AuditEntry } from '../../src/ports/store.ts';
import { ADMIN_KEY, PASSWORD, bearer, browserOf, keyFor, required, signIn, userFor } from '../helpers/access.ts';
import { startApiStack } from '../helpers/api-stack.ts';
import { apiOfFile } from '../helpers/file-api.ts';

let operator: string;
const api = apiOfFile({
  start: () => ({ access: required() }),
  fill: async (started) => (operator = await keyFor(started, 'operator')),
});

const ask = (method: string, path: string, json?: unknown, key = ADMIN_KEY) =>
  api.call(method, path, { ...(json === undefined ? {} : { json }), headers: bearer(key) });

async function entriesOf(query = ''): Promise<readonly AuditEntry[]> {
  const { body } = await ask('GET', `/api/audit?limit=500&${query}`);
  return (body as { readonly entries: readonly AuditEntry[] }).entries;
}

describe('a change', () => {
  test('is kept with who, from where, what, before and after', async () => {
    await ask('PUT', '/api/accounts/u1', { currency: 'EUR', tier: 'standard' }, operator);
    const headers = { ...bearer(operator), 'x-request-id': 'the-request', 'x-forwarded-for': '203.0.113.9' };
    await api.call('PATCH', '/api/accounts/u1', { json: { tier: 'critical' }, headers });
    const [change, add] = await entriesOf('subject=account/u1');
    expect(change).toMatchObject({
      at: '2026-11-22T10:00:00.000Z',
      actorKind: 'key',
      actor: expect.stringMatching(/^of a operator \([0-9a-f]{10}\)$/),
      action: 'account.change',
      before: { id: 'u1', tier: 'standard' },
      after: { id: 'u1', tier: 'critical' },
      requestId: 'the-request',
      address: '203.0.113.9',
    });
    expect(add).toMatchObject({ action: 'account.add', before: null, after: { tier: 'standard' } });
  });

  test('of a person in a browser carries the name', async () => {
    await userFor(api, 'anna', 'operator');
    const { cookie, csrf } = browserOf(await signIn(api, 'anna'));
    const headers = { cookie, 'x-csrf-token': csrf };
    await api.call('PUT', '/api/cohorts/eu', { json: { mode: 'autonomous' }, headers });
    expect(await entriesOf('actor=anna')).toMatchObject([
      { action: 'cohort.change', actorKind: 'user', before: { mode: 'manual' }, after: { mode: 'autonomous' } },
      { action: 'session.sign-in', subject: 'user/anna' },
    ]);
  });

  test.each<[string, string, unknown, string]>([
    ['PUT', '/api/providers/ad-exchange/budget', { requestsPerSecond: 5, by: 'x', reason: 'y' }, 'provider.budget'],
    ['PUT', '/api/accounts/u2', { currency: 'EUR' }, 'account.add'],
    ['PUT', '/api/accounts/u2/revenue', [{ date: '2026-11-20', revenue: '1', currency: 'EUR' }], 'revenue.set'],
    ['DELETE', '/api/accounts/u2', undefined, 'account.change'],
    ['POST', '/api/accounts/u2/restore', undefined, 'account.change'],
    ['DELETE', '/api/accounts/u2', undefined, 'account.change'],
    ['DELETE', '/api/accounts/u2?purge=true', undefined, 'account.purge'],
    ['POST', '/api/keys', { name: 'k', role: 'viewer' }, 'key.create'],
    ['POST', '/api/users', { name: 'bert', role: 'viewer', password: PASSWORD }, 'user.add'],
    ['PATCH', '/api/users/bert', { role: 'operator' }, 'user.change'],
    ['PATCH', '/api/users/bert', { password: `${PASSWORD}!` }, 'user.password'],
    ['DELETE', '/api/users/bert', undefined, 'user.remove'],
  ])('by %s %s leaves one entry', async (method, path, json, action) => {
    const before = (await entriesOf()).length;
    const { status } = await ask(method, path, json);
    expect(status).toBeLessThan(300);
    const entries = await entriesOf();
    expect([entries.length - before, entries[0]?.action]).toEqual([1, action]);
  });

  test('by an import leaves one entry, and a dry run none', async () => {
    await ask('PUT', '/api/accounts/u3', { currency: 'EUR' });
    const csv = 'account,date,revenue,currency\nu3,2026-11-20,5,EUR\n';
    const send = (query: string) => api.call('POST', `/api/import${query}`, { csv, headers: bearer(operator) });
    const before = (await entriesOf()).length;
    expect((await send('?dryRun=true')).status).toBe(200);
    expect((await send('')).status).toBe(200);
    const entries = await entriesOf();
    expect(entries.slice(0, entries.length - before).map(({ action }) => action)).toEqual(['revenue.import']);
  });

  test('whose operation says nothing leaves what was asked for', async () => {
    await ask('PUT', '/api/accounts/u4', { currency: 'EUR' });
    await ask('DELETE', '/api/accounts/u4');
    await ask('DELETE', '/api/accounts/u4');
    const [asked] = await entriesOf();
    expect(asked).toMatchObject({ action: 'deleteAccountsId', subject: '/api/accounts/u4', before: null, after: null });
  });

  test('that is refused, or reads only, leaves none', async () => {
    const before = (await entriesOf()).length;
    await ask('PATCH', '/api/accounts/u1', { tier: 'none' });
    await ask('DELETE', '/api/accounts/u1?purge=true');
    await ask('PUT', '/api/accounts/u9', { currency: 'EUR' }, await keyFor(api, 'viewer'));
    await ask('GET', '/api/accounts');
    // The key that was made for it.
    expect((await entriesOf()).length).toBe(before + 1);
  });
});

describe('the log', () => {
  test('pages through everything once, newest first', async () => {
    const seen: string[] = [];
    for (let after = ''; ;) {
      const { body } = await ask('GET', `/api/audit?limit=3${after}`);
      const { entries, next } = body as { entries: readonly AuditEntry[]; next: string | null };
      seen.push(...entries.map(({ id }) => id));
      if (next === null) break;
      after = `&after=${encodeURIComponent(next)}`;
    }
    expect(seen).toEqual((await entriesOf()).map(({ id }) => id));
    expect(seen).toEqual(seen.toSorted().toReversed());
  });

  test('holds neither passwords nor keys nor hashes', async () => {
    const text = JSON.stringify(await api.store.audit.list({ limit: 500 }));
    expect(text).toContain('key.create');
    const secrets = [PASSWORD, operator.split('_')[2] ?? '', ADMIN_KEY.split('_')[2] ?? '', 'scrypt$'];
    for (const secret of secrets) expect(text).not.toContain(secret);
  });

  test('leaves out whatever has the name of a secret, however deep, and what is too large to be read', async () => {
    const secrets = {
      password: 'hush',
      nested: [{ apiKey: 'hush', client_secret: 'hush', csrfToken: 'hush' }],
      kept: 1,
    };
    await recordChange(api.operations, { action: 'x', subject: 'secrets', before: secrets });
    await recordChange(api.operations, { action: 'x', subject: 'large', after: { rows: 'x'.repeat(20_000) } });
    const [first] = await entriesOf('subject=secrets');
    expect(JSON.stringify(first)).not.toContain('hush');
    expect(first?.before).toMatchObject({ password: '(not kept)', kept: 1 });
    expect(await entriesOf('subject=large')).toMatchObject([{ after: { leftOut: '20011 bytes' } }]);
  });

  test('that cannot be written undoes no change: it is answered as done, and the entry is handed over', async () => {
    const subjects: string[] = [];
    const broken = await startApiStack({
      access: required(),
      change: (operations) => ({
        ...operations,
        store: {
          ...operations.store,
          audit: { ...operations.store.audit, append: () => Promise.reject(new Error('disk on fire')) },
        },
        reportUnaudited: ({ subject }) => void subjects.push(subject),
      }),
    });
    const answer = await broken.call('PUT', '/api/accounts/u1', {
      json: { currency: 'EUR' },
      headers: bearer(ADMIN_KEY),
    });
    expect([answer.status, subjects]).toEqual([201, ['account/u1']]);
    await broken.close();
  });
});
