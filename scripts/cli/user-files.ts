// Files that the user names: found from where the user stands, and said clearly when they cannot be used.
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { MorrowError } from '../../src/contract/errors.ts';
import type { CliContext } from './context.ts';

export const userPath = (context: Pick<CliContext, 'userFolder'>, file: string): string =>
  resolve(context.userFolder, file);

/** @throws MorrowError INVALID_REQUEST when it cannot be read. */
export function readUserFile(context: Pick<CliContext, 'userFolder'>, file: string): Promise<string> {
  const path = userPath(context, file);
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw fileError(`${path} cannot be read`, error);
  });
}

/** @throws MorrowError INVALID_REQUEST when it is no JSON array. */
export async function readUserJsonList(
  context: Pick<CliContext, 'userFolder'>,
  file: string,
): Promise<readonly unknown[]> {
  const path = userPath(context, file);
  const text = await readUserFile(context, file);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new MorrowError('INVALID_REQUEST', `${path} is not JSON: ${reasonOf(error)}.`);
  }
  if (Array.isArray(value)) return value;
  throw new MorrowError('INVALID_REQUEST', `${path} must hold a JSON array.`);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'its rights do not allow it',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
};

function fileError(what: string, error: unknown): MorrowError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return new MorrowError('INVALID_REQUEST', `${what}: ${REASONS[code] ?? reasonOf(error)}. Check the file name.`);
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The file's bytes as they come; `-` is stdin. Reading fails with INVALID_REQUEST. */
export async function* openUserFile(
  context: Pick<CliContext, 'userFolder'>,
  file: string,
): AsyncGenerator<string | Uint8Array> {
  const path = userPath(context, file);
  const source: AsyncIterable<unknown> = file === '-' ? process.stdin : createReadStream(path);
  try {
    for await (const chunk of source) {
      if (typeof chunk === 'string' || chunk instanceof Uint8Array) yield chunk;
    }
  } catch (error) {
    throw fileError(`${path} cannot be read`, error);
  }
}

/** Writes beside the file and renames, so that a failed export leaves no half file. @returns the whole path. */
export async function writeUserStream(
  context: Pick<CliContext, 'userFolder'>,
  file: string,
  pieces: AsyncIterable<string>,
): Promise<string> {
  const path = userPath(context, file);
  const draft = `${path}.${process.pid}.part`;
  try {
    await pipeline(pieces, createWriteStream(draft));
    await rename(draft, path);
    return path;
  } catch (error) {
    await rm(draft, { force: true });
    throw error instanceof Error && 'errno' in error ? fileError(`${path} cannot be written`, error) : error;
  }
}
