// Credentials as a person or a script hands them over: asked for one by one without showing secrets, or as JSON on stdin.
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { z } from 'zod';
import { MorrowError } from '../../src/contract/errors.ts';
import { canAsk } from './confirming.ts';
import type { CliContext } from './context.ts';
import { openUserFile } from './user-files.ts';

interface Wanted {
  readonly name: string;
  readonly secret: boolean;
}

/** @param file JSON; `-` is stdin; null: a person is asked, and where nobody can be, stdin is read. */
export const readCredentials = (
  context: CliContext,
  wanted: readonly Wanted[],
  file: string | null,
): Promise<Readonly<Record<string, string>>> =>
  file === null && canAsk(context) ? ask(wanted) : readJson(context, file ?? '-');

async function ask(wanted: readonly Wanted[]): Promise<Readonly<Record<string, string>>> {
  const given: Record<string, string> = {};
  for (const { name, secret } of wanted) given[name] = await askOne(name, secret);
  return given;
}

/** What is typed as a secret is not shown: the prompt writes to nowhere. */
async function askOne(name: string, secret: boolean): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: process.stdin, output: secret ? nowhere : process.stderr, terminal: true });
  try {
    if (secret) process.stderr.write(`${name}: `);
    return (await prompt.question(secret ? '' : `${name}: `)).trim();
  } finally {
    prompt.close();
    if (secret) process.stderr.write('\n');
  }
}

const credentials = z.record(z.string(), z.string());

/** @throws MorrowError INVALID_REQUEST, which repeats nothing of what was read. */
async function readJson(context: CliContext, file: string): Promise<Readonly<Record<string, string>>> {
  const pieces: Buffer[] = [];
  for await (const piece of openUserFile(context, file)) pieces.push(Buffer.from(piece));
  try {
    return credentials.parse(JSON.parse(Buffer.concat(pieces).toString('utf8')));
  } catch {
    throw new MorrowError('INVALID_REQUEST', 'What is read must be the credentials as JSON, such as {"token": "…"}.');
  }
}
