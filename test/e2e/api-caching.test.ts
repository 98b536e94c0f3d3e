// What is not sent twice, and what is sent compressed.
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { apiRoutes } from '../../src/api/create-api.ts';
import { hasETag } from '../../src/api/caching.ts';
import { apiOfFile } from '../helpers/file-api.ts';
import { accountId, anAccount } from '../helpers/builders.ts';

const api = apiOfFile({
  fill: async ({ store }) => {
    for (let index = 0; index < 30; index += 1) await store.accounts.add(anAccount({ id: accountId(`a${index}`) }));
  },
});

/** Undici would unpack it. */
const ask = (path: string, headers: Readonly<Record<string, string>>) => api.call('GET', path, { headers });

const LISTS = apiRoutes('test')
  .filter((route) => hasETag(route) && route.path.startsWith('/api/') && !route.path.includes(':'))
  .filter(({ query }) => query.safeParse({}).success)
  .map(({ path }) => path);

describe('an ETag', () => {
  test.each(LISTS)('of %s is weak, and its answer is not sent again', async (path) => {
    const first = await ask(path, {});
    if (first.status !== 200) return expect(first.status).toBe(503);
    expect(first.headers.etag).toMatch(/^W\/"[\w-]{27}"$/);
    const again = await ask(path, { 'if-none-match': String(first.headers.etag) });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  test('is another one when something has changed', async () => {
    const before = await ask('/api/accounts/a1', {});
    await api.call('PATCH', '/api/accounts/a1', { json: { name: 'Another' } });
    const after = await ask('/api/accounts/a1', { 'if-none-match': String(before.headers.etag) });
    expect(after).toMatchObject({ status: 200, body: { name: 'Another' } });
    expect(after.headers.etag).not.toBe(before.headers.etag);
  });

  test('is the same for the compressed answer', async () => {
    const [plain, zipped] = [await ask('/api/accounts', {}), await raw('/api/accounts')];
    expect(zipped.headers.etag).toBe(plain.headers.etag);
  });
});

const raw = async (path: string) => {
  const { request } = await import('node:http');
  return new Promise<{ headers: Readonly<Record<string, unknown>>; bytes: Buffer }>((resolve, reject) => {
    const sent = request(`${api.url}${path}`, { headers: { 'accept-encoding': 'gzip' }, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve({ headers: answer.headers, bytes: Buffer.concat(chunks) }));
    });
    sent.on('error', reject);
    sent.end();
  });
};

describe('gzip', () => {
  test('makes a long answer short, for those who take it', async () => {
    const [{ text, headers }, zipped] = [await ask('/api/accounts', {}), await raw('/api/accounts')];
    expect(headers['content-encoding']).toBeUndefined();
    expect(headers.vary).toContain('Accept-Encoding');
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(zipped.bytes.length).toBeLessThan(text.length / 3);
    expect(gunzipSync(zipped.bytes).toString()).toBe(text);
  });

  test('also packs files that are written piece by piece', async () => {
    const { headers, bytes } = await raw('/api/export/revenue?format=csv');
    expect(headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(bytes).toString()).toMatch(/^account,date/);
  });

  test('leaves short answers and those with a secret as they are', async () => {
    expect((await raw('/api/accounts/a1')).headers['content-encoding']).toBeUndefined();
    const session = await raw('/api/session');
    expect([session.headers['content-encoding'], session.headers['vary']]).toEqual([undefined, undefined]);
  });
});
