// `npm start [-- --once] [--mongo] [--no-demo]`: the whole of Morrow on this machine. Stays up until Ctrl-C; --once ends after the first run.
import { firstRun } from './first-run.ts';
import { parseOptions } from './lib/command.ts';
import { createProgress } from './lib/progress.ts';
import { runStack } from './lib/run-stack.ts';

const OPTIONS = { once: { type: 'boolean' }, mongo: { type: 'boolean' }, 'no-demo': { type: 'boolean' } } as const;

/** Whoever names a real source wants their own accounts there, not ours. */
const OWN_SOURCE = /^(AD_EXCHANGE|APP_STORE_\d)_URL$/;

/** Returns the exit code. @throws MorrowError with nothing left running. */
export function main(args: readonly string[]): Promise<number> {
  const { once, mongo = false, 'no-demo': noDemo = false } = parseOptions('npm start', args, OPTIONS);
  const demo = !noDemo && !Object.entries(process.env).some(([name, value]) => OWN_SOURCE.test(name) && value !== '');
  const options = { env: process.env, progress: createProgress(), mongo };
  return runStack(options, async (stack, stayUp) => {
    const code = await firstRun(stack, { demo });
    return once === true ? code : stayUp();
  });
}
