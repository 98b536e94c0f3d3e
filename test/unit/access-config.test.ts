// Access as the environment configures it: never open to other machines by oversight.
import { describe, expect, test } from 'vitest';
import { readAccess, readTls } from '../../src/config/access.ts';
import { readConfig } from '../../src/config/config.ts';
import { addressKey, requestLimits } from '../../src/api/access/limits.ts';
import { ADMIN_KEY } from '../helpers/access.ts';

const access = (environment: Readonly<Record<string, string>>) => readAccess(readConfig(environment));
const JWT = {
  API_JWKS_URL: 'https://id.example/keys',
  API_JWT_ISSUER: 'https://id.example',
  API_JWT_AUDIENCE: 'morrow',
};

describe('access', () => {
  test.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])(
    'is off on %s, which other machines cannot reach',
    (host) => {
      expect(access({ API_HOST: host })).toMatchObject({ mode: 'off', ratePerSecond: null });
    },
  );

  test.each(['0.0.0.0', '::', '192.168.1.5', 'morrow.example', '127.0.0.1.example'])(
    'must be configured on %s',
    (host) => {
      for (const more of [{}, { API_ACCESS: 'off' }, { API_ACCESS: 'off', API_ADMIN_KEY: ADMIN_KEY }]) {
        const refused = () => access({ API_HOST: host, ...more });
        expect(refused).toThrow(expect.objectContaining({ code: 'INVALID_CONFIG' }));
        expect(refused).toThrow(/API_HOST .*API_ACCESS=required.*API_ADMIN_KEY.*morrow keys create.*docs\/access\.md/);
      }
    },
  );

  test.each([{ API_ACCESS: 'required' }, { API_ADMIN_KEY: ADMIN_KEY }, JWT])(
    'is required with %j, anywhere',
    (more) => {
      for (const API_HOST of ['0.0.0.0', '127.0.0.1']) {
        expect(access({ API_HOST, ...more })).toMatchObject({ mode: 'required', ratePerSecond: 100 });
      }
    },
  );

  test('knows the name it listens on, and those it is told', () => {
    const API_ALLOWED_HOSTS = 'a.example, b.example,';
    const { allowedHosts } = access({ API_HOST: 'c.example', API_ACCESS: 'required', API_ALLOWED_HOSTS });
    expect(allowedHosts).toEqual(['c.example', 'a.example', 'b.example']);
  });

  test('takes tokens with issuer and audience only, and keys over TLS only', () => {
    expect(access({ ...JWT, API_JWT_ROLES: 'staff=viewer,it crowd=admin' }).jwt?.roles).toEqual({
      staff: 'viewer',
      'it crowd': 'admin',
    });
    const { API_JWT_AUDIENCE: _, ...anybody } = JWT;
    expect(() => access(anybody)).toThrow(/API_JWT_AUDIENCE belong together/);
    expect(() => access({ ...JWT, API_JWKS_URL: 'http://id.example/keys' })).toThrow(/must begin with https/);
    expect(access({ ...JWT, API_JWKS_URL: 'http://127.0.0.1:8080/keys' }).jwt).not.toBeNull();
  });

  test.each([
    ['API_ADMIN_KEY', 'letmein'],
    ['API_TRUSTED_PROXIES', 'everybody'],
    ['API_TRUSTED_PROXIES', '10.0.0.0/99'],
    ['API_JWT_ROLES', 'staff=root'],
    ['API_ACCESS', 'sometimes'],
  ])('refuses %s=%s without repeating it', (name, value) => {
    expect(() => access({ [name]: value })).toThrow(new RegExp(`^(?!.*${value}).*${name}`));
  });

  test('takes proxies as addresses, networks and kinds', () => {
    const words = ['10.0.0.0/8', '::1', 'fd00::/8', 'uniquelocal', '192.0.2.1'];
    expect(access({ API_TRUSTED_PROXIES: words.join(', ') }).trustedProxies).toEqual(words);
  });
});

describe('TLS', () => {
  test('needs certificate and key, and is left out without both', () => {
    expect(readTls(readConfig({}))).toBeNull();
    expect(readTls(readConfig({ API_TLS_CERT: 'c', API_TLS_KEY: 'k' }))).toEqual({ certificate: 'c', key: 'k' });
    for (const half of [{ API_TLS_CERT: 'c' }, { API_TLS_KEY: 'k' }]) {
      expect(() => readTls(readConfig(half))).toThrow(/API_TLS_CERT and API_TLS_KEY belong together/);
    }
  });
});

describe('who guesses passwords', () => {
  test('has fifty tries from an address, whatever the names, and neighbours in an IPv6 network count together', async () => {
    const limits = requestLimits(null);
    const attempt = (index: number) => limits.attempt(`2001:db8:1:2::${index.toString(16)}`, `name-${index}`);
    for (let index = 0; index < 50; index += 1) await attempt(index);
    await expect(attempt(50)).rejects.toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
    await limits.attempt('2001:db8:1:3::1', 'name-1');
  });
});

describe('who knows the password', () => {
  test('starts anew after a few wrong ones', async () => {
    const limits = requestLimits(null);
    for (let round = 0; round < 3; round += 1) {
      for (let index = 0; index < 10; index += 1) await limits.attempt('192.0.2.1', 'anna');
      await limits.succeeded('192.0.2.1', 'anna');
    }
    for (let index = 0; index < 10; index += 1) await limits.attempt('192.0.2.1', 'anna');
    await expect(limits.attempt('192.0.2.1', 'anna')).rejects.toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
  });
});

describe('an address', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s counts as %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});
