// What a failed build tool meant, from what it printed, as one line that says what to do.
import { MorrowError } from '../../src/contract/errors.ts';
import type { ToolResult } from './run-tool.ts';

export interface ToolFailureWords {
  /** What was being made: `The Temporal server`. */
  readonly what: string;
  /** How to do without: `put \`temporal\` on PATH or set TEMPORAL_ADDRESS`. */
  readonly instead: string;
  /** Where its downloads come from, for people: `Go modules (GOPROXY)`. */
  readonly registry: string;
  /** What to install: `Go 1.26 or newer`. */
  readonly install: string;
}

const DISK_FULL = /no space left on device|ENOSPC|disk quota exceeded/i;
const NOT_WRITABLE = /read-only file system|permission denied|EACCES|EROFS|build cache is required/i;
const TOO_OLD =
  /requires go\s*>=|toolchain not available|invalid go version|UnsupportedClassVersionError|unsupported class file/i;
const NO_DOWNLOAD =
  /dial tcp|no such host|i\/o timeout|connection refused|proxyconnect|module lookup disabled|TLS handshake|40[34] |410 Gone|Could not transfer|Could not resolve|Unknown host|x509|unrecognized import path/i;

/** First line of the output that says why, at most 200 characters. */
function reason(lines: readonly string[], pattern: RegExp): string {
  return (lines.find((line) => pattern.test(line)) ?? '').trim().slice(0, 200);
}

export function toolFailure(result: ToolResult, words: ToolFailureWords): MorrowError {
  const { what, instead, registry, install } = words;
  const output = result.lines.join('\n');
  if (!result.started)
    return new MorrowError(
      'TOOL_MISSING',
      `${what} cannot be built: ${install} is not on PATH. Install it, or ${instead}.`,
    );
  if (result.timedOut)
    return new MorrowError(
      'TOOL_BUILD_FAILED',
      `${what} was not built in time. Start again (what is done is kept), or ${instead}.`,
    );
  if (DISK_FULL.test(output))
    return new MorrowError(
      'DISK_FULL',
      `${what} cannot be built: the disk is full (${reason(result.lines, DISK_FULL)}). Free about 4 GB and start again.`,
    );
  if (TOO_OLD.test(output))
    return new MorrowError(
      'TOOL_MISSING',
      `${what} cannot be built: ${install} is needed (${reason(result.lines, TOO_OLD)}). Install it, or ${instead}.`,
    );
  if (NO_DOWNLOAD.test(output)) {
    return new MorrowError(
      'TOOL_BUILD_FAILED',
      `${what} cannot be built: ${registry} cannot be downloaded (${reason(result.lines, NO_DOWNLOAD)}). Check the network and its proxy, or ${instead}.`,
    );
  }
  if (NOT_WRITABLE.test(output)) {
    return new MorrowError(
      'FOLDER_NOT_WRITABLE',
      `${what} cannot be built: ${reason(result.lines, NOT_WRITABLE)}. Make the build tool's caches writable, or ${instead}.`,
    );
  }
  return new MorrowError(
    'TOOL_BUILD_FAILED',
    `${what} cannot be built: ${result.lines.slice(-3).join(' | ').slice(0, 400)}. Correct that, or ${instead}.`,
  );
}
