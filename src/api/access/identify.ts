// Who asks: by API key, by token of an identity provider, or by session cookie.
import type { Request } from 'express';
import { MorrowError } from '../../contract/errors.ts';
import { isSameSecret, recogniseKey } from '../../operations/access/keys.ts';
import { findSession, type OpenSession } from '../../operations/access/sessions.ts';
import type { Caller } from '../../operations/caller.ts';
import type { OperationsDeps } from '../../operations/deps.ts';
import { readSessionCookie } from './cookies.ts';
import { looksLikeToken, tokenReader } from './jwt.ts';
import type { AccessSettings } from './settings.ts';

export interface Identity {
  readonly caller: Caller;
  /** Null for programs. */
  readonly session: OpenSession | null;
}

/** Null: the request says nothing about who it is. @throws MorrowError NOT_SIGNED_IN for what it says wrongly. */
export type Identify = (operations: OperationsDeps, request: Request) => Promise<Identity | null>;

export const LOCAL: Identity = { caller: { kind: 'local', name: 'local', role: 'admin' }, session: null };

export function identifier(settings: AccessSettings): Identify {
  const readToken = settings.jwt === null ? null : tokenReader(settings.jwt);
  return async (operations, request) => {
    const { authorization } = request.headers;
    if (settings.mode === 'off') return (await bySession(settings, operations, request)) ?? LOCAL;
    // What is said loudly counts: a wrong key is not made good by a cookie.
    if (authorization === undefined) return bySession(settings, operations, request);
    const text = bearerOf(authorization);
    const caller = adminOf(settings, text) ?? (await byKey(operations, text)) ?? (await byToken(readToken, text));
    if (caller === null) throw notSignedIn('The API key is unknown, expired or revoked.');
    return { caller, session: null };
  };
}

export const notSignedIn = (message: string): MorrowError => new MorrowError('NOT_SIGNED_IN', message);

function bearerOf(authorization: string): string {
  const [, text] = /^Bearer +(\S{1,8000})$/i.exec(authorization) ?? [];
  if (text === undefined) throw notSignedIn('The header Authorization must be `Bearer` and an API key or token.');
  return text;
}

const adminOf = ({ adminKey }: AccessSettings, text: string): Caller | null =>
  adminKey !== null && isSameSecret(text, adminKey) ? { kind: 'key', name: 'API_ADMIN_KEY', role: 'admin' } : null;

async function byKey(operations: OperationsDeps, text: string): Promise<Caller | null> {
  const key = await recogniseKey(operations, text);
  return key === null ? null : { kind: 'key', name: `${key.name} (${key.id})`, role: key.role };
}

const byToken = async (read: ReturnType<typeof tokenReader> | null, text: string): Promise<Caller | null> =>
  read !== null && looksLikeToken(text) ? read(text) : null;

async function bySession(
  { session: times }: AccessSettings,
  operations: OperationsDeps,
  request: Request,
): Promise<Identity | null> {
  const token = readSessionCookie(request);
  const session = token === null ? null : await findSession(operations, token, times);
  return session === null ? null : { caller: { kind: 'user', name: session.user, role: session.role }, session };
}
