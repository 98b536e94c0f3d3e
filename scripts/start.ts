// `npm start [-- --once] [--mongo]`: the whole of Morrow on this machine. Stays up until Ctrl-C; --once ends after the first run.
import { firstRun } from './first-run.ts';
import { parseOptions } from './lib/command.ts';
import { createProgress } from './lib/progress.ts';
import { runStack } from './lib/run-stack.ts';

const OPTIONS = { once: { type: 'boolean' }, mongo: { type: 'boolean' } } as const;

/** Returns the exit code. @throws MorrowError with nothing left running. */
export function main(args: readonly string[]): Promise<number> {
  const { once, mongo = false } = parseOptions('npm start', args, OPTIONS);
  const options = { env: process.env, progress: createProgress(), mongo };
  return runStack(options, async (stack, stayUp) => {
    const code = await firstRun(stack);
    return once === true ? code : stayUp();
  });
}
