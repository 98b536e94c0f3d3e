// The host allow-list: a page of another site whose name is pointed to this address (DNS rebinding) gets no answer.
import { isIP } from 'node:net';
import type { RequestHandler } from 'express';
import { MorrowError } from '../../contract/errors.ts';

/** Asked by probes that know only an address, and say nothing but that we are there. */
const PROBES: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

/** Addresses are always right: only a name can be pointed elsewhere. */
export const requireKnownHost = (allowed: readonly string[]): RequestHandler => {
  const names = new Set(allowed.map((name) => name.toLowerCase()));
  return (request, _response, next) => {
    const name = hostName(request.headers.host);
    if (!PROBES.has(request.path) && !isKnown(name, names)) throw notAllowed(name);
    next();
  };
};

const isKnown = (name: string | null, names: ReadonlySet<string>): boolean =>
  name !== null && (isIP(name) !== 0 || name === 'localhost' || name.endsWith('.localhost') || names.has(name));

/** Without port, brackets and the dot at the end; null when it is no host at all. */
function hostName(header: string | undefined): string | null {
  if (header === undefined || !URL.canParse(`http://${header}`)) return null;
  const { hostname, pathname, username } = new URL(`http://${header}`);
  if (pathname !== '/' || username !== '') return null;
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

const notAllowed = (name: string | null): MorrowError =>
  new MorrowError('HOST_NOT_ALLOWED', `The API does not answer to the host name "${(name ?? '').slice(0, 100)}".`);
