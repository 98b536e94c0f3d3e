// What every command gets: its environment, its output, and where the user stands.
import type { Command } from 'commander';
import type { ExitCode } from './failure.ts';
import type { Output } from './output.ts';

export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

export interface CliContext {
  readonly env: EnvironmentVariables;
  readonly output: Output;
  /** Relative file names are meant from here: npm runs scripts elsewhere and says where the user was. */
  readonly userFolder: string;
}

/** A command's work. Without an exit code it has succeeded. */
export type Handler<Args extends readonly unknown[]> = (context: CliContext, ...args: Args) => Promise<ExitCode | void>;

/** What a command file needs to add itself to the program. */
export interface Registrar {
  readonly program: Command;
  /** Turns a handler into a commander action. Handlers load heavy modules themselves, so that `--help` stays quick. */
  readonly action: <Args extends readonly unknown[]>(handler: Handler<Args>) => (...args: Args) => Promise<void>;
}
