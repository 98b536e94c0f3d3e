// What a hostile or broken client sends: endless headers and bodies, half requests, silence, odd paths; and TLS.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as tlsConnect } from 'node:tls';
import { gzipSync } from 'node:zlib';
import express from 'express';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { secureHeaders } from '../../src/api/middleware.ts';
import { serveApi, type ServeLimits } from '../../src/api/serve.ts';
import { API_KEY_PATTERN } from '../../src/domain/access.ts';
import { ADMIN_KEY, bearer, keyFor, required } from '../helpers/access.ts';
import { startApiStack, type ApiStack } from '../helpers/api-stack.ts';
import { projectPath } from '../helpers/compose.ts';

let api: ApiStack;
let port: number;

beforeAll(async () => {
  const limits = { headersMs: 300, requestMs: 600, silentMs: 900 };
  api = await startApiStack({ access: required({ ratePerSecond: null }), limits });
  port = Number(new URL(api.url).port);
});

afterAll(() => api?.close());

/** Sends the pieces as they are, and waits until the server closes. */
function raw(to: number, ...pieces: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(to, '127.0.0.1', () => pieces.forEach((piece) => socket.write(piece)));
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
}

const statusLine = (text: string): string => text.split('\r\n', 1)[0] ?? '';
const head = (...lines: readonly string[]): string => `${lines.join('\r\n')}\r\n`;
const key = `Authorization: Bearer ${ADMIN_KEY}`;

describe('a slow client', () => {
  /** Far beyond the test's own deadline: only the limit that a test is about cuts its client off. */
  const NEVER = { headersMs: 100_000, requestMs: 100_000, silentMs: 100_000 };

  async function cutOff(limits: Partial<ServeLimits>, ...pieces: readonly string[]): Promise<string> {
    const app = express().use(express.text(), (_request, response) => void response.end());
    const server = await serveApi(app, { host: '127.0.0.1', port: 0, limits: { ...NEVER, ...limits } });
    const answer = await raw(server.port, ...pieces);
    await server.close(0);
    return answer;
  }
  const halfHeaders = head('GET / HTTP/1.1', 'Host: localhost', 'X-Slow: ');
  const halfBody = [
    head('POST / HTTP/1.1', 'Host: localhost', 'Content-Type: text/plain', 'Content-Length: 9', ''),
    'half',
  ];

  test('that never ends its headers is told so and cut off', async () => {
    expect(statusLine(await cutOff({ headersMs: 200 }, halfHeaders))).toBe('HTTP/1.1 408 Request Timeout');
  });

  test('that never ends its body is told so and cut off', async () => {
    expect(statusLine(await cutOff({ headersMs: 200, requestMs: 400 }, ...halfBody))).toBe(
      'HTTP/1.1 408 Request Timeout',
    );
  });

  test('that falls silent is cut off', async () => {
    expect(await cutOff({ silentMs: 200 }, ...halfBody)).toBe('');
    expect(await cutOff({ silentMs: 200 })).toBe('');
  });

  test('with half a change changes nothing, and does not keep others waiting', async () => {
    const change = head(
      'PUT /api/accounts/slow HTTP/1.1',
      'Host: localhost',
      key,
      'Content-Type: application/json',
      'Content-Length: 500',
      '',
    );
    const slow = Array.from({ length: 50 }, () => raw(port, change, '{"currency":"EUR"'));
    expect((await api.call('GET', '/healthz')).status).toBe(200);
    await Promise.all(slow);
    expect((await api.call('GET', '/api/accounts/slow', { headers: bearer(ADMIN_KEY) })).status).toBe(404);
  });
});

describe('too much', () => {
  test('of headers is refused', async () => {
    const answer = await raw(
      port,
      head('GET /healthz HTTP/1.1', 'Host: localhost', `X-Big: ${'x'.repeat(20_000)}`, ''),
    );
    expect(statusLine(answer)).toBe('HTTP/1.1 431 Request Header Fields Too Large');
  });

  test('of an address is refused', async () => {
    expect(statusLine(await raw(port, head(`GET /${'x'.repeat(20_000)} HTTP/1.1`, 'Host: localhost', '')))).toMatch(
      / 431 /,
    );
  });

  test.each([
    ['JSON', { raw: `"${'x'.repeat(1_100_000)}"`, headers: { 'content-type': 'application/json' } }],
    ['compressed JSON', { raw: bomb(), headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' } }],
  ])('of %s is refused', async (_, sent) => {
    const headers = { ...sent.headers, ...bearer(ADMIN_KEY) };
    const answer = await api.call('POST', '/api/runs', { raw: sent.raw, headers });
    expect(answer).toMatchObject({ status: 413, body: { code: 'PAYLOAD_TOO_LARGE' } });
  });

  describe('of a body', () => {
    const MB = 1_000_000;
    const begin = (path: string, type: string, ...lines: readonly string[]): string =>
      head(`POST ${path} HTTP/1.1`, 'Host: localhost', key, `Content-Type: ${type}`, ...lines, '');
    const chunk = (length: number, letter = 'x'): string => `${length.toString(16)}\r\n${letter.repeat(length)}\r\n`;
    const tooLarge = (answer: string): void => {
      expect(statusLine(answer)).toBe('HTTP/1.1 413 Payload Too Large');
      expect(answer).toMatch(/^connection: close/im);
      expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    };

    test.each([
      ['/api/runs', 'application/json', 2 * MB],
      ['/api/predict/bulk', 'application/json', 9 * MB],
      ['/api/import', 'text/csv', 200 * MB],
    ])('that is announced is refused at once, before anything of it comes: %s', async (path, type, length) => {
      tooLarge(await raw(port, begin(path, type, `Content-Length: ${length}`)));
    });

    test('that is not announced is refused at the limit, though it never ends', async () => {
      tooLarge(
        await raw(port, begin('/api/runs', 'application/json', 'Transfer-Encoding: chunked'), chunk(1.1 * MB, ' ')),
      );
    });

    test('is answered whole to a client that reads only when it has sent all of it', async () => {
      const body = `"${'x'.repeat(6 * MB)}"`;
      const answer = await new Promise<string>((resolve, reject) => {
        let text = '';
        const socket = connect(port, '127.0.0.1');
        socket.pause();
        socket.on('error', reject);
        socket.on('data', (piece: Buffer) => (text += piece.toString()));
        socket.on('close', () => resolve(text));
        socket.write(begin('/api/runs', 'application/json', `Content-Length: ${body.length}`));
        socket.write(body, () => socket.resume());
      });
      tooLarge(answer);
    });

    test('that never ends is cut off soon', async () => {
      let sent = 0;
      await new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1');
        const write = (): void => {
          sent += 64_000;
          if (!socket.destroyed) socket.write(chunk(64_000), () => setImmediate(write));
        };
        socket.on('error', () => undefined);
        socket.on('close', () => resolve());
        socket.resume();
        socket.write(begin('/api/runs', 'application/json', 'Transfer-Encoding: chunked'), write);
      });
      expect(sent).toBeLessThan(40 * MB);
    });

    test('whose beginning is wrong already is answered, and the rest not read', async () => {
      const answer = await raw(
        port,
        begin('/api/import', 'text/csv', 'Transfer-Encoding: chunked'),
        chunk(10, 'x'),
        `1\r\n\n\r\n`,
        chunk(100_000),
      );
      expect(statusLine(answer)).toBe('HTTP/1.1 400 Bad Request');
      expect(answer).toContain('INVALID_CSV');
    });
  });

  test('of JSON within JSON is a wrong request, and no fall', async () => {
    const depth = 200_000;
    const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const headers = { 'content-type': 'application/json', ...bearer(ADMIN_KEY) };
    expect((await api.call('POST', '/api/runs', { raw: deep, headers })).status).toBe(400);
    expect((await api.call('GET', '/healthz')).status).toBe(200);
  });
});

describe('what cannot be read as a request', () => {
  const HALF_BODY =
    'POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{';

  test.each([
    ['endless headers', 431, head('GET /healthz HTTP/1.1', 'Host: localhost', `X-Big: ${'x'.repeat(20_000)}`, '')],
    ['half of its headers', 408, 'GET /healthz HTTP/1.1\r\nHost: local'],
    ['half of its body', 408, HALF_BODY],
    ['no HTTP at all', 400, '\u0016\u0003\u0001 hello\r\n\r\n'],
    ['a method that there is not', 400, head('FROB /healthz HTTP/1.1', 'Host: localhost', '')],
    ['no host', 421, head('GET /api/accounts HTTP/1.1', 'Connection: close', '')],
  ])('with %s is answered %i and what to do next', async (_, status, sent) => {
    const answer = await raw(port, sent);
    expect(statusLine(answer)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toMatch(/content-type: application\/problem\+json; charset=utf-8\r\n/i);
    const [, body = ''] = answer.split('\r\n\r\n');
    expect(JSON.parse(body)).toMatchObject({ status, action: expect.stringMatching(/\.$/) as string });
  });
});

test('a body that is not compressed as it says is named as what is wrong', async () => {
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip', ...bearer(ADMIN_KEY) };
  const answer = await api.call('POST', '/api/runs', { raw: 'no gzip', headers });
  expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
  expect(answer.text).toContain('The body cannot be unpacked');
});

/** 20 MB of spaces in 20 KB. */
function bomb(): Buffer {
  return gzipSync(Buffer.alloc(20 * 1024 * 1024, ' '));
}

describe('an odd request', () => {
  let viewer: string;
  beforeEach(async () => {
    viewer = await keyFor(api, 'viewer');
  });

  test.each([
    '/api/../api/keys',
    '/api//keys',
    '/API/KEYS',
    '/api/keys/',
    '/api/%6beys',
    '/api/keys%00',
    '/api/keys;x=1',
    '/api/keys?role=admin',
    '//api/keys',
    '/api/accounts/../keys',
    '/api/accounts/%2e%2e/keys',
    'http://evil.example/api/keys',
  ])('for %s does not get around the role that it needs', async (path) => {
    const answer = await api.call('GET', path, { headers: bearer(viewer) });
    expect([400, 401, 403, 404, 421]).toContain(answer.status);
    expect(answer.text).not.toContain('"prefix"');
  });

  test.each(['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])(
    'does not become another one by the header %s',
    async (name) => {
      const headers = { ...bearer(viewer), [name]: 'DELETE' };
      expect((await api.call('GET', '/api/accounts', { headers })).status).toBe(200);
    },
  );

  test.each(['/etc/passwd', '/docs/../package.json', '/docs/..%2f..%2fpackage.json', '/docs/%2e%2e/package.json'])(
    'for the file %s finds nothing',
    async (path) => {
      const { status, text } = await api.call('GET', path);
      expect(status).toBe(404);
      expect(text).not.toContain('"dependencies"');
    },
  );

  test('with two lengths, or a length and chunks, is refused before anybody could hide a second one in it', async () => {
    const smuggled = 'GET /api/keys HTTP/1.1\r\nHost: localhost\r\n\r\n';
    for (const lines of [
      ['Content-Length: 5', 'Content-Length: 50'],
      ['Content-Length: 5', 'Transfer-Encoding: chunked'],
    ]) {
      const answer = await raw(
        port,
        head('POST /api/session HTTP/1.1', 'Host: localhost', ...lines, ''),
        `0\r\n\r\n${smuggled}`,
      );
      expect(statusLine(answer)).toBe('HTTP/1.1 400 Bad Request');
    }
  });

  test('with a line break in a header value sets no header of its own', async () => {
    const answer = await raw(
      port,
      head('GET /healthz HTTP/1.1', 'Host: localhost', 'X-Request-Id: a%0d%0aSet-Cookie: b', 'Connection: close', ''),
    );
    expect(answer).not.toMatch(/^set-cookie/im);
  });

  test.each(['__proto__', 'constructor', 'toString'])('that names %s changes nothing', async (name) => {
    const headers = { 'content-type': 'application/json', ...bearer(ADMIN_KEY) };
    const sent = { raw: `{"currency":"EUR","${name}":{"role":"admin"}}`, headers };
    expect((await api.call('PUT', '/api/accounts/odd', sent)).status).toBe(400);
    expect(Object.hasOwn(Object.prototype, 'role')).toBe(false);
  });
});

describe('TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'morrow-tls-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string): string => join(folder, name);

  beforeAll(() => {
    // As for a deployment; a user of the proxy would need Caddy, so there is one already.
    writeFileSync(file('proxy_users'), 'somebody else\n');
    const env = { PATH: process.env['PATH'], MORROW_SECRETS_FOLDER: folder };
    execFileSync('sh', [projectPath('deploy/make-secrets.sh')], { env, stdio: 'ignore' });
  });

  test('comes with the secrets of a deployment, as the key of the first admin does', () => {
    expect(readFileSync(file('api_admin_key'), 'utf8').trimEnd()).toMatch(API_KEY_PATTERN);
  });

  const tls = () => ({
    certificate: readFileSync(file('tls_certificate'), 'utf8'),
    key: readFileSync(file('tls_key'), 'utf8'),
  });
  const app = express().use(secureHeaders, (request, response) => void response.json({ secure: request.secure }));

  test('serves with the certificate it is given, tells browsers to stay with it, and speaks nothing old', async () => {
    const server = await serveApi(app, { host: '127.0.0.1', port: 0, tls: tls() });
    expect(server.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const answer = await new Promise<{ readonly hsts: unknown; readonly status: number | undefined }>(
      (resolve, reject) => {
        const options = {
          host: '127.0.0.1',
          port: server.port,
          servername: 'localhost',
          ca: tls().certificate,
          agent: false,
        };
        httpsRequest(options, (response) => {
          response.resume();
          resolve({ hsts: response.headers['strict-transport-security'], status: response.statusCode });
        })
          .on('error', reject)
          .end();
      },
    );
    expect(answer).toEqual({ hsts: 'max-age=31536000', status: 200 });
    const old = await new Promise<string>((resolve) => {
      tlsConnect({
        host: '127.0.0.1',
        port: server.port,
        maxVersion: 'TLSv1.1',
        minVersion: 'TLSv1',
        rejectUnauthorized: false,
      })
        .on('secureConnect', () => resolve('connected'))
        .on('error', ({ message }) => resolve(message));
    });
    expect(old).not.toBe('connected');
    await server.close(0);
  });

  test('that cannot be had is named with its variables, and no key is repeated', async () => {
    const bad = {
      certificate: tls().certificate,
      key: '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n',
    };
    const refused = serveApi(app, { host: '127.0.0.1', port: 0, tls: bad });
    await expect(refused).rejects.toMatchObject({ code: 'INVALID_CONFIG' });
    await expect(refused).rejects.toThrow(/^API_TLS_CERT and API_TLS_KEY(?!.*c2VjcmV0)/);
  });
});
