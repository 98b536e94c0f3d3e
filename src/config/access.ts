// How the API lets people and programs in: read and checked as a whole, so that nothing is open by oversight.
import { isIP } from 'node:net';
import { MorrowError } from '../contract/errors.ts';
import { ROLES, type Role } from '../domain/access.ts';
import type { Config } from './config.ts';

export interface AccessConfig {
  readonly mode: 'off' | 'required';
  readonly adminKey: string | null;
  readonly allowedHosts: readonly string[];
  readonly trustedProxies: readonly string[];
  readonly session: { readonly idleMs: number; readonly maxMs: number };
  /** Null: any number. */
  readonly ratePerSecond: number | null;
  readonly jwt: JwtConfig | null;
}

interface JwtConfig {
  readonly jwksUrl: string;
  readonly issuer: string;
  readonly audience: string;
  readonly roleClaim: string;
  readonly roles: Readonly<Record<string, Role>>;
}

const MINUTE_MS = 60_000;
const RATE_PER_SECOND = 100;

/** @throws MorrowError INVALID_CONFIG naming the variable, above all when the API would be open to other machines. */
export function readAccess(config: Config): AccessConfig {
  const jwt = readJwt(config);
  const mode = modeOf(config, jwt);
  const rate = config.API_RATE_PER_SECOND ?? (mode === 'off' ? 0 : RATE_PER_SECOND);
  const host = isIP(config.API_HOST) === 0 ? [config.API_HOST] : [];
  return {
    mode,
    adminKey: config.API_ADMIN_KEY ?? null,
    allowedHosts: [...host, ...wordsOf(config.API_ALLOWED_HOSTS)],
    trustedProxies: wordsOf(config.API_TRUSTED_PROXIES),
    session: {
      idleMs: config.API_SESSION_IDLE_MINUTES * MINUTE_MS,
      maxMs: config.API_SESSION_HOURS * 60 * MINUTE_MS,
    },
    ratePerSecond: rate === 0 ? null : rate,
    jwt,
  };
}

function modeOf({ API_ACCESS, API_ADMIN_KEY, API_HOST }: Config, jwt: JwtConfig | null): AccessConfig['mode'] {
  const configured = API_ADMIN_KEY !== undefined || jwt !== null;
  const mode = API_ACCESS ?? (configured ? 'required' : 'off');
  if (mode === 'required' || isLoopback(API_HOST)) return mode;
  throw new MorrowError(
    'INVALID_CONFIG',
    `API_HOST is ${API_HOST}, so other machines could reach the API, and access is ${API_ACCESS === 'off' ? 'switched off' : 'not configured'}. ` +
      'Set API_ACCESS=required and give API_ADMIN_KEY, or make a key with `morrow keys create`; or listen on 127.0.0.1. See docs/access.md.',
    { facts: { host: API_HOST } },
  );
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

const wordsOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

/** All three or none: a token that anybody could have issued, for anybody, would be no proof. */
function readJwt(config: Config): JwtConfig | null {
  const { API_JWKS_URL: jwksUrl, API_JWT_ISSUER: issuer, API_JWT_AUDIENCE: audience } = config;
  if (jwksUrl === undefined && issuer === undefined && audience === undefined) return null;
  if (jwksUrl === undefined || issuer === undefined || audience === undefined) {
    throw invalid('API_JWKS_URL, API_JWT_ISSUER and API_JWT_AUDIENCE belong together: set all of them or none');
  }
  const { protocol, hostname } = new URL(jwksUrl);
  if (protocol !== 'https:' && !isLoopback(hostname.replace(/^\[|\]$/g, ''))) {
    throw invalid('API_JWKS_URL must begin with https://: whoever can change its answer can be anybody');
  }
  return { jwksUrl, issuer, audience, roleClaim: config.API_JWT_ROLE_CLAIM, roles: rolesOf(config.API_JWT_ROLES) };
}

function rolesOf(text: string): Readonly<Record<string, Role>> {
  const pairs = wordsOf(text).map((pair) => pair.split('='));
  return Object.fromEntries(
    pairs.flatMap(([value = '', name]) => ROLES.filter((role) => role === name).map((role) => [value, role])),
  );
}

export interface TlsConfig {
  readonly certificate: string;
  readonly key: string;
}

/** Null: plain HTTP. @throws MorrowError INVALID_CONFIG when one of the two is missing. */
export function readTls({ API_TLS_CERT: certificate, API_TLS_KEY: key }: Config): TlsConfig | null {
  if (certificate === undefined && key === undefined) return null;
  if (certificate !== undefined && key !== undefined) return { certificate, key };
  throw invalid('API_TLS_CERT and API_TLS_KEY belong together: set both or none');
}

const invalid = (problem: string): MorrowError =>
  new MorrowError('INVALID_CONFIG', `The environment is not valid. ${problem}. See docs/access.md.`);
