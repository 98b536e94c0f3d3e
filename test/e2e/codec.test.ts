// The codec endpoint: who may have payloads of Temporal decrypted, and from which page.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/ports/clock.ts';
import { parseKeyRing } from '../../src/secrets/key-ring.ts';
import { createPayloadCodec } from '../../src/temporal/payload-codec.ts';
import { createPayloadDoor } from '../../src/temporal/payload-door.ts';
import { bearer, browserOf, keyFor, required, signIn, userFor } from '../helpers/access.ts';
import { startApiStack, type ApiStack } from '../helpers/api-stack.ts';
import { NEW_KEY, OLD_KEY } from '../helpers/secrets.ts';

/** As the API of the tests is told. */
const WEB_UI = 'http://127.0.0.1:8233';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const PLAIN = { payloads: [{ metadata: { encoding: base64('json/plain') }, data: base64('{"amount":"1.00"}') }] };

const doorWith = (...keys: readonly string[]) => {
  const ring = parseKeyRing(keys.join(','));
  return createPayloadDoor(createPayloadCodec(ring, ring.current));
};

let api: ApiStack;
let keys: { readonly viewer: string; readonly operator: string };
const ask = (what: 'encode' | 'decode', json: unknown, headers: Record<string, string>) =>
  api.call('POST', `/codec/${what}`, { json, headers });

beforeAll(async () => {
  api = await startApiStack({ access: required(), codec: doorWith(OLD_KEY), clock: systemClock });
  keys = { viewer: bearerOf(await keyFor(api, 'viewer')), operator: bearerOf(await keyFor(api, 'operator')) };
  await userFor(api, 'vic', 'viewer');
});
afterAll(() => api.close());

const bearerOf = (key: string): string => bearer(key).authorization;

describe('a payload', () => {
  test('is encrypted for operators and decrypted for viewers, and comes back as it was', async () => {
    const encrypted = await ask('encode', PLAIN, { authorization: keys.operator });
    expect([encrypted.status, encrypted.text.includes(base64('binary/encrypted'))]).toEqual([200, true]);
    const decrypted = await ask('decode', encrypted.body, { authorization: keys.viewer });
    expect(decrypted.body).toEqual(PLAIN);
    expect((await ask('decode', PLAIN, { authorization: keys.viewer })).body).toEqual(PLAIN);
  });

  test('is for nobody without a key, and is encrypted for no viewer', async () => {
    expect((await ask('decode', PLAIN, {})).status).toBe(401);
    expect((await ask('encode', PLAIN, { authorization: keys.viewer })).status).toBe(403);
  });

  test('that does not open with our keys is refused as a request, not as a defect of ours', async () => {
    const [foreign] = await doorWith(NEW_KEY).encode(PLAIN.payloads);
    const refused = await ask('decode', { payloads: [foreign] }, { authorization: keys.viewer });
    expect(refused).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
    const rubbish = { payloads: [{ metadata: { encoding: 'not base64!' } }] };
    expect((await ask('decode', rubbish, { authorization: keys.viewer })).status).toBe(400);
  });
});

describe('a page', () => {
  const inSession = async (more: Record<string, string>) => {
    const { cookie } = browserOf(await signIn(api, 'vic'));
    return ask('decode', PLAIN, { cookie, ...more });
  };

  test('of the Web UI may ask with the session of its reader, and may read the answer', async () => {
    const answer = await inSession({ origin: WEB_UI, 'sec-fetch-site': 'same-site' });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': WEB_UI,
      'access-control-allow-credentials': 'true',
    });
    expect(answer.headers['vary']).toContain('Origin');
  });

  test.each(['https://evil.example', 'null', `${WEB_UI}.evil.example`, 'http://127.0.0.1:8234'])(
    'of %s may not, and could read nothing',
    async (origin) => {
      const answer = await inSession({ origin, 'sec-fetch-site': 'cross-site' });
      expect(answer).toMatchObject({ status: 403, body: { code: 'FOREIGN_ORIGIN' } });
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    },
  );

  test('of the Web UI may ask for nothing else', async () => {
    const { cookie } = browserOf(await signIn(api, 'vic'));
    const answer = await api.call('DELETE', '/api/session', {
      headers: { cookie, origin: WEB_UI, 'sec-fetch-site': 'same-site' },
    });
    expect(answer).toMatchObject({ status: 403, body: { code: 'FOREIGN_ORIGIN' } });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('of our own still needs the token against forged requests', async () => {
    expect((await inSession({ 'sec-fetch-site': 'same-origin' })).body).toMatchObject({ code: 'CSRF_TOKEN_WRONG' });
  });
});
