// Reads a request's body as its route declares it: parsed JSON, a stream with a limit, or nothing.
import { Readable } from 'node:stream';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { MorrowError } from '../contract/errors.ts';
import { invalidInput } from '../operations/input.ts';
import type { BodySpec } from './route.ts';

export const JSON_LIMIT_BYTES = 1024 * 1024;

/** Leaves the parsed body in `request.body`; for streams and routes without a body it does nothing. */
export function readBody(body: BodySpec): RequestHandler {
  switch (body.kind) {
    case 'none':
      return (_request, _response, next) => next();
    case 'json': {
      const limit = body.maxBytes ?? JSON_LIMIT_BYTES;
      const parseJson = express.json({ limit, strict: false });
      return (request, response, next) => {
        requireType(request, 'application/json');
        requireLength(request, limit);
        const answer = firstOf(next);
        refuseBeyond(request, limit, answer);
        parseJson(request, response, (error?: unknown) =>
          answer(error === undefined ? halfCharacter(request.body) : explain(error, limit)),
        );
      };
    }
    case 'stream':
      return (request: Request, _response: Response, next: NextFunction) => {
        requireType(request, body.contentType);
        requireIdentity(request);
        requireLength(request, body.maxBytes);
        next();
      };
  }
}

/** What a client says itself is believed, packed or not: nothing of it is read. */
function requireLength(request: Request, maxBytes: number): void {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
}

/** The parser notices, too, but says so only when it has read all the rest. */
function refuseBeyond(request: Request, maxBytes: number, answer: (error: unknown) => void): void {
  let bytes = 0;
  request.on('data', (chunk: Uint8Array) => {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) answer(tooLarge(maxBytes));
  });
}

/** Takes the first call only. */
function firstOf(next: NextFunction): (error?: unknown) => void {
  let isCalled = false;
  return (error) => {
    if (!isCalled) next(error);
    isCalled = true;
  };
}

/** With the flag u, pairs are characters and no surrogates. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * JSON can write half of a surrogate pair as an escape. It is no character: what goes on by gRPC would be refused there, and what
 * is sealed or sent as UTF-8 would silently become something else. Walks without recursion, however deep the body is.
 */
function halfCharacter(body: unknown): MorrowError | undefined {
  const open: unknown[] = [body];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'string' && LONE_SURROGATE.test(value)) {
      return invalidInput(
        '',
        'A text of the body holds half of a character: an escape such as \\ud800 without the other half',
      );
    }
    if (Array.isArray(value)) for (const item of value) open.push(item);
    else if (typeof value === 'object' && value !== null) {
      for (const [name, item] of Object.entries(value)) open.push(name, item);
    }
  }
  return undefined;
}

/** The stream, which fails once it is longer than the route allows. */
export const limitStream = (request: Request, body: BodySpec): Readable =>
  body.kind === 'stream' ? Readable.from(countBytes(request, body.maxBytes)) : Readable.from([]);

/** A source that is left early must not be destroyed: its connection would go with it, and the answer. */
async function* countBytes(source: Readable, maxBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  const chunks: AsyncIterable<Uint8Array> = source.iterator({ destroyOnReturn: false });
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    yield chunk;
  }
}

function requireType(request: Request, type: string): void {
  const found = request.is(type);
  if (found === null) throw invalidInput('', `The request needs a body of type ${type}`);
  if (found !== false) return;
  const given = request.headers['content-type']?.slice(0, 100) ?? 'none';
  throw new MorrowError(
    'UNSUPPORTED_MEDIA_TYPE',
    `The body must be of type ${type}, and its Content-Type is ${given}.`,
    {
      facts: { expected: type },
    },
  );
}

function requireIdentity(request: Request): void {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() === 'identity') return;
  throw new MorrowError('UNSUPPORTED_MEDIA_TYPE', 'The body must not be compressed.', {
    facts: { expected: 'identity' },
  });
}

const tooLarge = (maxBytes: number): MorrowError =>
  new MorrowError('PAYLOAD_TOO_LARGE', `The body is larger than ${maxBytes} bytes.`, { facts: { maxBytes } });

/** The kinds of failure that body-parser names. */
function explain(error: unknown, limit: number): unknown {
  switch (failureType(error)) {
    case 'entity.too.large':
      return tooLarge(limit);
    case 'entity.parse.failed':
      return invalidInput('', 'The body is not JSON');
    case 'charset.unsupported':
    case 'encoding.unsupported':
      return new MorrowError(
        'UNSUPPORTED_MEDIA_TYPE',
        'The body must be UTF-8, and gzip, deflate or br if compressed.',
      );
    case 'request.aborted':
    case 'request.size.invalid':
      return invalidInput('', 'The body ended early');
    default:
      return isUnpackingError(error)
        ? invalidInput('', 'The body cannot be unpacked as its Content-Encoding says')
        : error;
  }
}

/** zlib's own codes, such as Z_DATA_ERROR. */
const isUnpackingError = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^(?:Z_|ERR_BROTLI|ERR__ERROR)/.test(error.code);

function failureType(error: unknown): string | null {
  if (!(error instanceof Error) || !('type' in error)) return null;
  return typeof error.type === 'string' ? error.type : null;
}
