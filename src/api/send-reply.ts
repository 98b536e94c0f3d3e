// Writes a handler's answer through Express: with an ETag and compressed where that saves bytes, and pieces as they come.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Request, Response } from 'express';
import { gzipped, hasETag, takesGzip, weakETag } from './caching.ts';
import type { Reply } from './reply.ts';
import type { RouteDescription } from './route.ts';

interface Exchange {
  readonly request: Request;
  readonly response: Response;
  readonly route: Pick<RouteDescription, 'method' | 'responses' | 'secret'>;
}

export async function sendReply(exchange: Exchange, reply: Reply): Promise<void> {
  const { response } = exchange;
  if ('cookie' in reply && reply.cookie !== undefined) response.append('Set-Cookie', reply.cookie);
  if ('headers' in reply && reply.headers !== undefined) response.set(reply.headers);
  switch (reply.kind) {
    case 'json':
      if (reply.location !== undefined) response.location(reply.location);
      if (reply.etag !== undefined) response.set('ETag', reply.etag);
      await sendJson(exchange, reply.status, JSON.stringify(reply.body));
      return;
    case 'text':
      response.status(200).set('Content-Type', reply.contentType).send(reply.text);
      return;
    case 'empty':
      response.status(reply.status).end();
      return;
    case 'events':
      sendEvents(response, reply);
      return;
    case 'stream':
      await sendPieces(exchange, reply);
  }
}

async function sendJson({ request, response, route }: Exchange, status: number, text: string): Promise<void> {
  response.status(status).type('json');
  if (status === 200 && hasETag(route)) {
    if (!response.hasHeader('ETag')) response.set('ETag', weakETag(text));
    if (request.fresh) {
      response.status(304).end();
      return;
    }
  }
  const bytes = takesGzip(request, response, route) ? await gzipped(text) : null;
  if (bytes !== null) response.set('Content-Encoding', 'gzip');
  response.send(bytes ?? text);
}

/** Whoever has not read so much is not going to. */
const UNREAD_BYTES = 256 * 1_024;

/** Headers say to proxies that nothing may be held back. A refusal comes before any of them. Who has gone would never be taken out. */
function sendEvents(response: Response, { open }: Extract<Reply, { readonly kind: 'events' }>): void {
  if (response.destroyed) return;
  response.status(200).set({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
  if (response.req.method === 'HEAD') {
    response.end();
    return;
  }
  const waiting: string[] = [];
  const write = (text: string): boolean => {
    if (!response.headersSent) waiting.push(text);
    else response.write(text);
    return response.writableLength < UNREAD_BYTES;
  };
  const leave = open({ write, end: () => response.end() });
  response.once('close', leave);
  response.flushHeaders();
  for (const text of waiting) response.write(text);
}

type StreamReply = Extract<Reply, { readonly kind: 'stream' }>;

/** The first piece is awaited before anything is sent, so that a refusal still gets its own status. */
async function sendPieces(
  { request, response, route }: Exchange,
  { contentType, fileName, pieces }: StreamReply,
): Promise<void> {
  const iterator = pieces[Symbol.asyncIterator]();
  const first = await iterator.next();
  response.status(200).type(contentType).attachment(fileName).type(contentType);
  const source = Readable.from(rest(first, iterator));
  if (!takesGzip(request, response, route)) return pipeline(source, response);
  response.set('Content-Encoding', 'gzip');
  return pipeline(source, createGzip(), response);
}

async function* rest(first: IteratorResult<string>, iterator: AsyncIterator<string>): AsyncGenerator<string> {
  let piece = first;
  try {
    while (piece.done !== true) {
      yield piece.value;
      piece = await iterator.next();
    }
  } finally {
    await iterator.return?.();
  }
}
