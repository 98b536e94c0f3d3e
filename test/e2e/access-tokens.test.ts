// Tokens of an identity provider: a real key server, real signatures, and everything that a forger would try.
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { SignJWT, exportJWK, exportSPKI, generateKeyPair, type JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN_KEY, bearer, required } from '../helpers/access.ts';
import { startApiStack, type ApiStack } from '../helpers/api-stack.ts';

const ISSUER = 'https://id.example';
const AUDIENCE = 'morrow';
const ROLES = { staff: 'viewer', 'it-crowd': 'admin', crew: 'operator' } as const;
const ours = await generateKeyPair('RS256');
const theirs = await generateKeyPair('RS256');
const later = await generateKeyPair('ES256');

let provider: Server;
let isUp = true;
let published = [{ ...(await exportJWK(ours.publicKey)), kid: 'one', alg: 'RS256' }];
let asked = 0;
let api: ApiStack;

const jwtOf = (port: number) => ({
  jwksUrl: `http://127.0.0.1:${port}/keys`,
  issuer: ISSUER,
  audience: AUDIENCE,
  roleClaim: 'realm.roles',
  roles: ROLES,
});

beforeAll(async () => {
  provider = createServer((_request, response) => {
    asked += 1;
    response.statusCode = isUp ? 200 : 503;
    response.end(isUp ? JSON.stringify({ keys: published }) : 'away');
  }).listen(0, '127.0.0.1');
  await once(provider, 'listening');
  api = await startApiStack({ access: required({ jwt: jwtOf(portOf(provider)) }) });
});

afterAll(async () => {
  await api?.close();
  provider.close();
});

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

interface Signing {
  readonly claims?: JWTPayload;
  readonly key?: Parameters<SignJWT['sign']>[0];
  readonly header?: { readonly alg: string; readonly kid?: string };
  readonly issuer?: string;
  readonly audience?: string;
  readonly expires?: string | null;
}

const token = (signing: Signing = {}): Promise<string> => {
  const { claims = roles('staff'), key = ours.privateKey, header = { alg: 'RS256', kid: 'one' } } = signing;
  const jwt = new SignJWT({ sub: 'nightly-job', ...claims })
    .setProtectedHeader(header)
    .setIssuer(signing.issuer ?? ISSUER)
    .setAudience(signing.audience ?? AUDIENCE);
  const { expires = '5m' } = signing;
  return (expires === null ? jwt : jwt.setExpirationTime(expires)).sign(key);
};
const roles = (...names: readonly string[]): JWTPayload => ({ realm: { roles: names } });

const ask = (path: string, text: string, method = 'GET') => api.call(method, path, { headers: bearer(text) });

describe('a token', () => {
  test('lets its holder in with the highest role that its claim maps to', async () => {
    const viewer = await token();
    expect((await ask('/api/session', viewer)).body).toMatchObject({
      kind: 'machine',
      name: 'nightly-job',
      role: 'viewer',
      csrfToken: null,
    });
    expect((await ask('/api/keys', viewer)).status).toBe(403);
    const both = await token({ claims: roles('staff', 'it-crowd', 'something else') });
    expect((await ask('/api/keys', both)).status).toBe(200);
    expect(asked).toBe(1);
  });

  test('of somebody without a role of ours is known, and not allowed', async () => {
    for (const claims of [roles(), roles('toString'), roles('admin'), { realm: 'staff' }, { 'realm.roles': {} }, {}]) {
      const answer = await ask('/api/session', await token({ claims }));
      expect([claims, answer.status, answer.body]).toMatchObject([claims, 403, { code: 'NOT_ALLOWED' }]);
    }
  });

  test.each<[string, Signing]>([
    ['signed by somebody else', { key: theirs.privateKey }],
    ['of another issuer', { issuer: 'https://evil.example' }],
    ['for somebody else', { audience: 'another-app' }],
    ['that is over', { expires: '-1m' }],
    ['without an end', { expires: null }],
    ['that is not valid yet', { claims: { ...roles('staff'), nbf: Math.floor(Date.now() / 1_000) + 600 } }],
    ['without a holder', { claims: { ...roles('staff'), sub: undefined } as unknown as JWTPayload }],
  ])('%s is refused', async (_, signing) => {
    const answer = await ask('/api/session', await token(signing));
    expect(answer).toMatchObject({ status: 401, body: { code: 'NOT_SIGNED_IN' } });
  });

  test('signed with the public key as a shared secret, or not at all, is refused', async () => {
    const secret = new TextEncoder().encode(await exportSPKI(ours.publicKey));
    const confused = await token({ key: secret, header: { alg: 'HS256', kid: 'one' } });
    const [, payload = ''] = (await token({ claims: roles('it-crowd') })).split('.');
    const none = Buffer.from('{"alg":"none","kid":"one"}').toString('base64url');
    for (const text of [confused, `${none}.${payload}.`, `${none}.${payload}.x`]) {
      expect((await ask('/api/session', text)).status).toBe(401);
    }
  });

  test('is in no answer and no log', async () => {
    const text = await token({ issuer: 'https://evil.example' });
    expect((await ask('/api/session', text)).text).not.toContain(text.split('.')[2]);
    expect(api.log.join('')).not.toContain(text.split('.')[2]);
  });
});

describe('an identity provider', () => {
  test('that is away refuses tokens for the moment, and nobody with a key', async () => {
    isUp = false;
    const fresh = await startApiStack({ access: required({ jwt: jwtOf(portOf(provider)) }) });
    const answer = await fresh.call('GET', '/api/session', { headers: bearer(await token()) });
    expect(answer).toMatchObject({ status: 503, body: { code: 'IDENTITY_UNREACHABLE' } });
    expect((await fresh.call('GET', '/api/session', { headers: bearer(ADMIN_KEY) })).status).toBe(200);
    isUp = true;
    await fresh.close();
  });

  test('may add a key, which is fetched when a token names it', async () => {
    const fresh = await startApiStack({ access: required({ jwt: jwtOf(portOf(provider)) }) });
    published = [...published, { ...(await exportJWK(later.publicKey)), kid: 'two', alg: 'ES256' }];
    const text = await token({ key: later.privateKey, header: { alg: 'ES256', kid: 'two' } });
    expect((await fresh.call('GET', '/api/session', { headers: bearer(text) })).status).toBe(200);
    await fresh.close();
  });
});
