// Who runs a command, for the audit log. Whoever can reach the store from here may do everything: there is no role to check.
import { userInfo } from 'node:os';
import type { Caller } from '../../src/operations/caller.ts';

export const cliCaller = (): Caller => ({ kind: 'cli', name: userName(), role: 'admin' });

/** A machine may have no name for the user. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
