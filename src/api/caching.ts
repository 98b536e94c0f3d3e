// What saves bytes: an ETag so that an unchanged answer is not sent again, and gzip.
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Request, Response } from 'express';
import type { RouteDescription } from './route.ts';

const compress = promisify(gzip);

/** Below that the headers weigh as much as what is saved. */
const SMALL_BYTES = 1_024;
/** Two thirds of the time of the default, for answers a few percent larger. */
const LEVEL = 4;

type Described = Pick<RouteDescription, 'method' | 'responses' | 'secret'>;

/** Answers of GET that are one JSON document; files are written as they are read, before anybody knows what they come to. */
export const hasETag = ({ method, responses, secret }: Described): boolean =>
  method === 'get' && secret !== true && Object.keys(responses[200]?.content ?? {}).join() === 'application/json';

/** Weak: the bytes on the wire differ with their compression. A resource that can be changed by If-Match sets a strong one itself. */
export const weakETag = (text: string): string => `W/"${createHash('sha1').update(text).digest('base64url')}"`;

/**
 * Never what holds a secret: a page that makes somebody's browser ask, and sees how long the answers are, could guess a secret
 * that is compressed together with text of the page's choice (BREACH). Nor what carries a strong ETag.
 */
export function takesGzip(request: Request, response: Response, { secret }: Pick<RouteDescription, 'secret'>): boolean {
  if (secret === true || request.method === 'HEAD') return false;
  const etag = response.getHeader('ETag');
  if (typeof etag === 'string' && !etag.startsWith('W/')) return false;
  response.vary('Accept-Encoding');
  return request.acceptsEncodings('gzip', 'identity') === 'gzip';
}

/** Null: it is not worth it. */
export const gzipped = async (text: string): Promise<Buffer | null> =>
  text.length < SMALL_BYTES ? null : compress(text, { level: LEVEL });
