// Contents as they are kept: gzipped JSON. Large ones are packed in Node's thread pool.
import { promisify } from 'node:util';
import { gunzip, gunzipSync, gzip, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { MorrowError } from '../contract/errors.ts';
import { decode, jsonText } from './records.ts';
import { assertStorable } from './storable.ts';

const compressApart = promisify(gzip);
const decompressApart = promisify(gunzip);

/**
 * Up to here packing takes less time than handing it to another thread and back. Their window is as small as they are: the
 * default clears 256 KB of memory for each.
 */
const SMALL_BYTES = 16 * 1_024;
const SMALL_PACKED_BYTES = 4 * 1_024;
const SMALL_WINDOW = { windowBits: 12, memLevel: 5 } as const;

const compress = async (text: string): Promise<Buffer> =>
  text.length > SMALL_BYTES ? compressApart(text) : gzipSync(text, SMALL_WINDOW);

const decompress = async (bytes: Buffer): Promise<Buffer> =>
  bytes.length > SMALL_PACKED_BYTES ? decompressApart(bytes) : gunzipSync(bytes);

/** @throws TypeError for what JSON would silently change: NaN, Infinity, functions. */
export async function packJson(content: unknown): Promise<Buffer> {
  assertStorable(content);
  return compress(JSON.stringify(content));
}

/** Where packed bytes are kept, for the error. */
export interface PackedPlace {
  readonly table: string;
  readonly id: string;
}

/** @throws MorrowError STORE_INCOMPATIBLE when the bytes are not what `packJson` makes, or hold another shape. */
export async function unpackJson<T extends z.ZodType>(
  schema: T,
  bytes: Buffer,
  { table, id }: PackedPlace,
): Promise<z.output<T>> {
  const text = await decompress(bytes).catch((cause: unknown) => {
    throw new MorrowError('STORE_INCOMPATIBLE', `The content of ${id} in ${table} cannot be unpacked.`, {
      facts: { table, id },
      cause,
    });
  });
  return decode(jsonText(schema), text.toString('utf8'), table);
}

/** A report's pages. */
export const pages = z.array(z.string());
