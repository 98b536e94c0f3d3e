// One run of the command line, from arguments to exit code. Owns no command.
import { CommanderError } from 'commander';
import { runAs } from '../../src/operations/caller.ts';
import { cliCaller } from './cli-caller.ts';
import type { CliContext, EnvironmentVariables } from './context.ts';
import { EXIT, exitCodeOf, printFailure, toCliError, type ExitCode } from './failure.ts';
import { createOutput, type OutputStream } from './output.ts';
import { createProgram } from './program.ts';

export interface CliHost {
  readonly env: EnvironmentVariables;
  /** The working directory of the process. */
  readonly folder: string;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
}

/** Never throws. @param argv the arguments behind the program's name. */
export async function runCli(argv: readonly string[], host: CliHost): Promise<ExitCode> {
  // The flags must be known before parsing, which may itself fail.
  const json = hasFlag(argv, '--json');
  const output = createOutput({ ...host, json });
  const context: CliContext = { env: host.env, output, userFolder: host.env['INIT_CWD'] || host.folder };
  let exitCode: ExitCode = EXIT.ok;
  const program = createProgram({
    stdout: host.stdout,
    action:
      (handler) =>
      async (...args) => {
        exitCode = (await runAs(cliCaller(), () => handler(context, ...args))) ?? EXIT.ok;
      },
  });
  try {
    await program.parseAsync(argv.length === 0 ? ['--help'] : argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (isHelp(error)) return EXIT.ok;
    const failure = toCliError(error);
    printFailure(output, failure, {
      debug: hasFlag(argv, '--debug'),
      ...(error instanceof CommanderError ? { action: USAGE_HINT } : {}),
    });
    return exitCodeOf(failure);
  }
}

const USAGE_HINT = 'See `morrow --help`, or `morrow <command> --help` for its options and examples.';

/** Behind `--` everything is an argument. */
const hasFlag = (argv: readonly string[], flag: string): boolean =>
  argv.slice(0, [...argv, '--'].indexOf('--')).includes(flag);

/** Commander leaves by an error when it has shown the help or the version. */
const isHelp = (error: unknown): boolean => error instanceof CommanderError && error.exitCode === 0;
