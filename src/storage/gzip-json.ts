// Large contents as they are kept: gzipped JSON. Compression runs in Node's thread pool.
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import { MorrowError } from '../contract/errors.ts';
import { decode, jsonText } from './records.ts';
import { assertStorable } from './storable.ts';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

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
