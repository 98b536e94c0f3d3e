// What the commands share: options that are checked, errors as one clear line, a way out that leaves nothing running.
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { MorrowError } from '../../src/contract/errors.ts';

type Options = NonNullable<ParseArgsConfig['options']>;
type ParsedOptions<T extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: T; allowPositionals: false }>
>['values'];

/** @throws MorrowError INVALID_REQUEST that names the unknown option and lists the known ones. */
export function parseOptions<T extends Options>(
  command: string,
  args: readonly string[],
  options: T,
): ParsedOptions<T> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false }).values;
  } catch (error) {
    const known = Object.keys(options)
      .map((name) => `--${name}`)
      .join(', ');
    const reason = error instanceof Error ? error.message.split('.')[0] : String(error);
    throw new MorrowError('INVALID_REQUEST', `${command}: ${reason}. Known options: ${known === '' ? 'none' : known}.`);
  }
}
