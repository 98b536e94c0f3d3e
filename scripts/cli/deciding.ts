// What every decision on the command line says: who and why.
import { userInfo } from 'node:os';
import type { Command } from 'commander';

export interface DecisionOptions {
  readonly by: string;
  readonly reason: string;
}

/** Adds `--by` and `--reason`; both are kept with the decision for good. */
export const withDecision = (command: Command): Command =>
  command
    .requiredOption('--reason <text>', 'why, in one sentence')
    .option('--by <name>', 'who decides; without it the user of this machine', userName());

/** A machine may have no name for the user; then it must be said. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
