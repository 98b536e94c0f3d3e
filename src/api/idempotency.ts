// `Idempotency-Key`: a POST that starts or creates something may be sent again after a broken connection, and happens once.
import type { Request } from 'express';
import { answerOnce } from '../operations/request-keys.ts';
import type { OperationsDeps } from '../operations/deps.ts';
import { invalidInput } from '../operations/input.ts';
import type { KeptAnswer } from '../ports/store.ts';
import { pathOf } from './middleware.ts';
import type { Reply } from './reply.ts';
import type { RouteDescription } from './route.ts';

export const KEY_HEADER = 'Idempotency-Key';
const KEY = /^[\x21-\x7e]{1,128}$/;
export const KEY_PATTERN = '^[!-~]{1,128}$';

/** A file is not kept, nor what holds a secret; repeating an import changes nothing anyway. */
export const takesKey = ({ method, changes, body, secret }: RouteDescription): boolean =>
  method === 'post' && changes !== false && body.kind !== 'stream' && secret !== true;

/** @throws InvalidInputError for a key that is none; MorrowError REQUEST_KEY_IN_USE, REQUEST_KEY_TAKEN; what `run` throws. */
export async function withKey(
  operations: OperationsDeps,
  { route, request }: { readonly route: RouteDescription; readonly request: Request },
  run: () => Promise<Reply>,
): Promise<Reply> {
  const key = request.get(KEY_HEADER);
  if (key === undefined || !takesKey(route)) return run();
  if (!KEY.test(key)) throw invalidInput(KEY_HEADER, 'must be 1 to 128 visible characters of ASCII');
  const about = `${request.method} ${pathOf(request)}`;
  const body: unknown = request.body;
  const { answer, replayed } = await answerOnce(operations, { key, about, body }, async () => toKept(await run()));
  return toReply(answer, replayed);
}

function toKept(reply: Reply): KeptAnswer {
  switch (reply.kind) {
    case 'json':
      return { status: reply.status, location: reply.location ?? null, body: JSON.stringify(reply.body) };
    case 'empty':
      return { status: reply.status, location: null, body: null };
    case 'text':
    case 'events':
    case 'stream':
      throw new TypeError(`An answer of kind ${reply.kind} cannot be kept.`);
  }
}

function toReply({ status, location, body }: KeptAnswer, replayed: boolean): Reply {
  const headers = replayed ? { 'Idempotency-Replayed': 'true' } : {};
  if (body === null) return { kind: 'empty', status, headers };
  const parsed: unknown = JSON.parse(body);
  return { kind: 'json', status, body: parsed, headers, ...(location === null ? {} : { location }) };
}
