// Lines of a user's file that were not taken: said one by one, and then as an error of the catalogue.
import { MorrowError } from '../../src/contract/errors.ts';
import type { RejectedLine } from '../../src/domain/import/line-problem.ts';
import { EXIT, exitCodeOf, type ExitCode } from './failure.ts';
import type { Output } from './output.ts';

const SHOWN = 20;

export interface LineReport {
  readonly rejected: readonly RejectedLine[];
  readonly rejectedTotal: number;
  readonly ignoredColumns: readonly string[];
}

/** The result has been printed already, so that this only adds to stderr. */
export function printRejected(output: Output, { rejected, rejectedTotal, ignoredColumns }: LineReport): ExitCode {
  if (ignoredColumns.length > 0) output.note(`columns that nobody reads: ${ignoredColumns.join(', ')}`);
  if (rejectedTotal === 0) return EXIT.ok;
  for (const { line, reason } of rejected.slice(0, SHOWN)) output.note(`line ${line}: ${reason}`);
  if (rejectedTotal > SHOWN) output.note(`… and ${rejectedTotal - SHOWN} more; --json lists up to 1,000.`);
  const error = new MorrowError(
    'LINES_REJECTED',
    `${rejectedTotal} ${rejectedTotal === 1 ? 'line was' : 'lines were'} not taken.`,
  );
  output.note(`error ${error.code}: ${error.message}`);
  output.note(`what to do: ${error.definition.action}`);
  return exitCodeOf(error);
}
