// The dashboard's files over real HTTP, as the build made them: what browsers may keep, and what they may run.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../../scripts/lib/project.ts';
import { startApiStack, type Answer } from '../helpers/api-stack.ts';
import { apiOfFile } from '../helpers/file-api.ts';

const FOLDER = join(projectRoot, 'dist', 'dashboard');
const FIRST_LOAD_LIMIT_BYTES = 350_000;

const api = apiOfFile({ start: () => ({ dashboardFolder: FOLDER }) });

const get = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  api.call('GET', path, { headers });
const filesOf = (html: string): readonly string[] =>
  [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, address = '']) => address);

describe('the page', () => {
  test('runs files of this address only, nothing inline, and is asked for anew each time', async () => {
    const { status, headers, text } = await get('/');
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('text/html');
    expect(headers['cache-control']).toBe('no-cache');
    expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(text).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\s(on[a-z]+|style)=/);
  });

  test('an unchanged page is not sent again', async () => {
    const { etag = '' } = (await get('/')).headers;
    expect((await get('/', { 'if-none-match': etag })).status).toBe(304);
  });

  test.each(['/runs', '/runs/day%2Fdaily%2F2026-11-21', '/accounts/koi-pond'])('stands at %s as well', async (path) => {
    expect((await get(path)).text).toBe((await get('/')).text);
  });

  test('does not stand in for what the API does not have', async () => {
    for (const path of [
      '/nowhere',
      '/api/nowhere',
      '/assets/nothing-12345678.js',
      '/assets/..%2Findex.html',
      '/assets/..%2Fx-12345678.js',
    ]) {
      expect(await get(path)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    }
  });

  test('tells who reads pages that there is none at an address, and programs as before', async () => {
    const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
    const { status, headers, text } = await get('/no/such/page', { accept });
    expect([status, headers['cache-control'], headers.vary]).toEqual([
      404,
      'no-cache',
      expect.stringContaining('Accept'),
    ]);
    expect(text).toBe((await get('/')).text);
    for (const other of ['*/*', 'application/json', 'application/json, text/html;q=0.5']) {
      expect(await get('/no/such/page', { accept: other })).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    }
    for (const path of ['/api/nowhere', '/assets/nothing-12345678.js', '/errors/NO_SUCH', '/codec/x', '/docs/x']) {
      expect(await get(path, { accept })).toMatchObject({ status: 404, body: { status: 404 } });
    }
    expect(await api.call('POST', '/no/such/page', { headers: { accept } })).toMatchObject({ status: 404, body: {} });
  });

  test('leaves the documents of the API where they are', async () => {
    expect((await get('/docs')).text).toContain('swagger-ui');
    expect((await get('/openapi.json')).body).toMatchObject({ openapi: '3.1.0' });
  });
});

describe('its files', () => {
  test('carry a hash in their name and may be kept for ever', async () => {
    const files = filesOf((await get('/')).text);
    expect(files.length).toBeGreaterThanOrEqual(3);
    for (const file of files) {
      expect(file).toMatch(/-[\w-]{8}\.(js|css|svg)$/);
      const { status, headers } = await get(file);
      expect([file, status, headers['cache-control']]).toEqual([file, 200, 'public, max-age=31536000, immutable']);
    }
  });

  test('come compressed to whoever takes that, and are less than 350 kB on the first load', async () => {
    // With what the page loads as soon as it has figures: the charts.
    const files = readdirSync(join(FOLDER, 'assets')).flatMap((name) =>
      name.endsWith('.js') ? [`/assets/${name}`] : [],
    );
    let bytes = 0;
    for (const file of files) {
      const zipped = await get(file, { 'accept-encoding': 'gzip' });
      expect(zipped.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
      bytes += Number(zipped.headers['content-length']);
      expect((await get(file)).headers['content-encoding']).toBeUndefined();
    }
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(FIRST_LOAD_LIMIT_BYTES);
  });

  test('hold no code of the server', async () => {
    const scripts = readdirSync(join(FOLDER, 'assets')).filter((name) => name.endsWith('.js'));
    for (const name of scripts) {
      const { text } = await get(`/assets/${name}`);
      expect([name, /ZodError|strictObject|node:fs|temporalio|STORE_UNREACHABLE/.exec(text)?.[0]]).toEqual([
        name,
        undefined,
      ]);
    }
  });
});

test('where no dashboard was built, links to everything stand in its place', async () => {
  const plain = await startApiStack();
  const { status, text } = await plain.call('GET', '/');
  await plain.close();
  expect({ status, text }).toMatchObject({ status: 200, text: expect.stringContaining('href="/docs"') });
});
