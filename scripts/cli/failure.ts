// How a command ends badly: an exit code that scripts can rely on, and for people what, where, and what to do.
import { CommanderError } from 'commander';
import { MorrowError, toMorrowError, type ErrorCode } from '../../src/contract/errors.ts';
import type { Output } from './output.ts';

export const EXIT = { ok: 0, failed: 1, wrongInput: 2, unreachable: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const UNREACHABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'TEMPORAL_UNREACHABLE',
  'STORE_UNREACHABLE',
  'SOURCE_UNAVAILABLE',
  'RATES_UNAVAILABLE',
]);
/** Refused because of what the user gave, although the status says something else. */
const WRONG_INPUT: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['INVALID_CONFIG']);

export function exitCodeOf(error: MorrowError): ExitCode {
  if (UNREACHABLE.has(error.code)) return EXIT.unreachable;
  if (WRONG_INPUT.has(error.code)) return EXIT.wrongInput;
  const { status } = error.definition;
  return status >= 400 && status < 500 && error.code !== 'CANCELLED' ? EXIT.wrongInput : EXIT.failed;
}

/** A mistake of the command line itself is an invalid request, like any other wrong input. */
export function toCliError(error: unknown): MorrowError {
  if (!(error instanceof CommanderError)) return toMorrowError(error);
  const text = error.message
    .replace(/^error: /, '')
    .replaceAll('\n', ' ')
    .replace(/\.+$/, '');
  return new MorrowError('INVALID_REQUEST', `${text.charAt(0).toUpperCase()}${text.slice(1)}.`);
}

export interface FailureView {
  readonly debug: boolean;
  /** What to do next; the catalogue's action unless a command knows better. */
  readonly action?: string;
}

/** To stderr for people; with --json also to stdout, which then always holds JSON. */
export function printFailure(output: Output, error: MorrowError, { debug, action }: FailureView): void {
  const next = action ?? error.definition.action;
  output.note(`error ${error.code}: ${error.message}`);
  output.note(`what to do: ${next}`);
  if (debug) output.note(error.stack ?? String(error));
  if (debug && error.cause !== undefined) output.note(`caused by: ${causeText(error.cause)}`);
  if (!output.json) return;
  output.result({ error: { code: error.code, message: error.message, action: next, facts: error.facts } }, () => '');
}

const causeText = (cause: unknown): string => (cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
