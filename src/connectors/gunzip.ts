// Unpacks gzip within a bound: a few kilobytes can unpack to gigabytes.
import { promisify } from 'node:util';
import { gunzip as inflate } from 'node:zlib';
import { TransportError } from './transport-error.ts';

const inflateAsync = promisify<Buffer, { readonly maxOutputLength: number }, Buffer>(inflate);

/** @throws TransportError `too-large` beyond `maxBytes`, `truncated` when the end is missing, `damaged` for anything else. */
export async function gunzip(packed: Buffer, maxBytes: number): Promise<Buffer> {
  if (packed.length === 0) throw new TransportError('damaged', 'an empty file instead of a gzip file');
  try {
    return await inflateAsync(packed, { maxOutputLength: maxBytes });
  } catch (error) {
    throw failureOf(error, maxBytes);
  }
}

function failureOf(error: unknown, maxBytes: number): TransportError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_BUFFER_TOO_LARGE') return new TransportError('too-large', `unpacks to more than ${maxBytes} bytes`);
  if (code === 'Z_BUF_ERROR') return new TransportError('truncated', 'the gzip file ends early');
  return new TransportError('damaged', 'not a gzip file');
}
