// What a handler answers, apart from Express: the status, and a body as JSON, as a page, or piece by piece.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { ExportFormat } from '../operations/row-writing.ts';

export type Reply =
  | {
      readonly kind: 'json';
      readonly status: number;
      readonly body: unknown;
      readonly location?: string;
      /** A strong tag in its quotes. */
      readonly etag?: string;
      /** A whole Set-Cookie header. */
      readonly cookie?: string;
    }
  | {
      readonly kind: 'stream';
      readonly contentType: string;
      readonly fileName: string;
      readonly pieces: AsyncIterable<string>;
    }
  | { readonly kind: 'text'; readonly contentType: string; readonly text: string }
  | { readonly kind: 'empty'; readonly status: number; readonly cookie?: string };

export const ok = (body: unknown): Reply => ({ kind: 'json', status: 200, body });
export const created = (body: unknown, location: string): Reply => ({ kind: 'json', status: 201, body, location });
export const accepted = (body: unknown, location: string): Reply => ({ kind: 'json', status: 202, body, location });

const CONTENT_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

/** Rows of any number, written as they come. */
export const fileReply = (name: string, format: ExportFormat, pieces: AsyncIterable<string>): Reply => ({
  kind: 'stream',
  contentType: CONTENT_TYPES[format],
  fileName: `${name}.${format}`,
  pieces,
});

export async function sendReply(response: Response, reply: Reply): Promise<void> {
  if ('cookie' in reply && reply.cookie !== undefined) response.append('Set-Cookie', reply.cookie);
  switch (reply.kind) {
    case 'json':
      if (reply.location !== undefined) response.location(reply.location);
      if (reply.etag !== undefined) response.set('ETag', reply.etag);
      response.status(reply.status).json(reply.body);
      return;
    case 'text':
      response.status(200).set('Content-Type', reply.contentType).send(reply.text);
      return;
    case 'empty':
      response.status(reply.status).end();
      return;
    case 'stream':
      await sendPieces(response, reply);
  }
}

type StreamReply = Extract<Reply, { readonly kind: 'stream' }>;

/** The first piece is awaited before anything is sent, so that a refusal still gets its own status. */
async function sendPieces(response: Response, { contentType, fileName, pieces }: StreamReply): Promise<void> {
  const iterator = pieces[Symbol.asyncIterator]();
  const first = await iterator.next();
  response.status(200).type(contentType).attachment(fileName).type(contentType);
  await pipeline(Readable.from(rest(first, iterator)), response);
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
