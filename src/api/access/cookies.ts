// The session cookie. Scripts cannot read it, other sites cannot make a browser send it, and under TLS no other host can set it.
import type { Request } from 'express';

/** A browser takes a name with this beginning only with Secure, for the path `/`, and from this very host. */
const SECURE_NAME = '__Host-morrow';
const PLAIN_NAME = 'morrow-session';

const nameFor = (secure: boolean): string => (secure ? SECURE_NAME : PLAIN_NAME);

/** What the cookie may hold: our own tokens, which need no escaping. */
const TOKEN = /^[\w-]{43}$/;

/** Under TLS the plain name counts for nothing: a neighbour on the network could have set it. */
export function readSessionCookie({ headers, secure }: Pick<Request, 'headers' | 'secure'>): string | null {
  const begin = `${nameFor(secure)}=`;
  const found = (headers.cookie ?? '').split(/; ?/).find((pair) => pair.startsWith(begin));
  const token = found?.slice(begin.length) ?? '';
  return TOKEN.test(token) ? token : null;
}

interface CookieFacts {
  /** Whether the request came over TLS. */
  readonly secure: boolean;
  readonly expiresAt: string;
}

export const sessionCookie = (token: string, { secure, expiresAt }: CookieFacts): string =>
  `${nameFor(secure)}=${token}; ${attributes(secure)}; Expires=${new Date(expiresAt).toUTCString()}`;

export const noSessionCookie = (secure: boolean): string => `${nameFor(secure)}=; ${attributes(secure)}; Max-Age=0`;

const attributes = (secure: boolean): string => `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
