// Tokens of an identity provider: checked against its published keys, with a role from what the token says.
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import { MorrowError } from '../../contract/errors.ts';
import { ROLES, type Role } from '../../domain/access.ts';
import type { Caller } from '../../operations/caller.ts';
import type { JwtSettings } from './settings.ts';

/** Keys are asymmetric: the provider's secret never comes here, and `none` and shared secrets are no choice of the sender. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const CLOCK_TOLERANCE_S = 30;
const FETCH_TIMEOUT_MS = 5_000;
const NAME_MAX = 200;

export type TokenReader = (token: string) => Promise<Caller>;

export const looksLikeToken = (text: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);

/**
 * Keys are fetched when the first token comes, kept for ten minutes, and looked for again when a token names an unknown one,
 * at most every half minute. @throws MorrowError NOT_SIGNED_IN, NOT_ALLOWED, IDENTITY_UNREACHABLE.
 */
export function tokenReader({ jwksUrl, issuer, audience, roleClaim, roles }: JwtSettings): TokenReader {
  const keys = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: FETCH_TIMEOUT_MS });
  const requirements = { issuer, audience, algorithms: ALGORITHMS, clockTolerance: CLOCK_TOLERANCE_S };
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, { ...requirements, requiredClaims: ['exp', 'sub'] });
      return { kind: 'machine', name: String(payload.sub).slice(0, NAME_MAX), role: roleOf(payload, roleClaim, roles) };
    } catch (error) {
      throw explain(error);
    }
  };
}

/** The highest of the roles that the claim names. */
function roleOf(payload: JWTPayload, claim: string, roles: JwtSettings['roles']): Role {
  const named = valuesAt(payload, claim).flatMap((value) => (Object.hasOwn(roles, value) ? [roles[value]] : []));
  const role = ROLES.toReversed().find((candidate) => named.includes(candidate));
  if (role !== undefined) return role;
  throw new MorrowError('NOT_ALLOWED', `The token has no role of ours in "${claim}".`, { facts: { claim } });
}

/** A list of texts, or one text with spaces between, as `scope` has it. */
function valuesAt(payload: JWTPayload, claim: string): readonly string[] {
  const steps = Object.hasOwn(payload, claim) ? [claim] : claim.split('.');
  const value = steps.reduce<unknown>((inner, step) => (isObject(inner) ? inner[step] : undefined), payload);
  if (typeof value === 'string') return value.split(' ');
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Whether the token is bad or the provider is away. The library's words name claims and keys, never the token. */
function explain(error: unknown): unknown {
  if (error instanceof MorrowError) return error;
  const isAboutKeys = error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid;
  const isAboutToken = error instanceof errors.JOSEError && error.code !== 'ERR_JOSE_GENERIC' && !isAboutKeys;
  if (isAboutToken) return new MorrowError('NOT_SIGNED_IN', `The token is not valid: ${error.code}.`);
  return new MorrowError('IDENTITY_UNREACHABLE', 'The keys of the identity provider cannot be read.', { cause: error });
}
