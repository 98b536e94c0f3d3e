// A report's pages as they are kept: one gzipped JSON list. Compression runs in Node's thread pool.
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import { MorrowError } from '../contract/errors.ts';
import { decode, jsonText } from './records.ts';

const compress = promisify(gzip);
const decompress = promisify(gunzip);
const pagesText = jsonText(z.array(z.string()));

export const packPages = (pages: readonly string[]): Promise<Buffer> => compress(JSON.stringify(pages));

/** @throws MorrowError STORE_INCOMPATIBLE when the bytes are not what `packPages` makes. */
export async function unpackPages(bytes: Buffer, payloadId: string): Promise<readonly string[]> {
  const text = await decompress(bytes).catch((cause: unknown) => {
    throw new MorrowError('STORE_INCOMPATIBLE', `The raw payload ${payloadId} cannot be unpacked.`, {
      facts: { payloadId },
      cause,
    });
  });
  return decode(pagesText, text.toString('utf8'), 'raw_payloads');
}
