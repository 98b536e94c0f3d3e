// How every process entry fails: one clear line from the catalogue, exit code 1, no stack trace of ours.
import { toMorrowError } from '../src/contract/errors.ts';

/** What still holds the event loop after an entry has failed is abandoned. */
const LEFTOVERS_MS = 1_000;

export async function runEntry(name: string, main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const { code, message, definition } = toMorrowError(error);
    process.stderr.write(`${name}: ${code}: ${message} ${definition.action}\n`);
    process.exitCode = 1;
    setTimeout(() => process.exit(), LEFTOVERS_MS).unref();
  }
}
