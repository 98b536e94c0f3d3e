// A command's life around a stack: bring it up, use it, and take it down whatever happens in between.
import { installShutdown, type Shutdown } from './shutdown.ts';
import { startStack, type Stack, type StackOptions } from './stack.ts';

/** `stayUp` waits for Ctrl-C; it throws when a process of the stack is given up. */
export type UseStack = (stack: Stack, stayUp: () => Promise<number>) => Promise<number>;

/** Returns the exit code of `use`. @throws what start or use threw, with nothing left running. */
export async function runStack(options: StackOptions, use: UseStack): Promise<number> {
  let killAll = (): void => undefined;
  const shutdown = installShutdown({ say: options.progress.say, killAll: () => killAll() });
  try {
    const stack = await startStack({
      ...options,
      onStoppable: ({ stop, supervisor }) => {
        killAll = supervisor.killAll;
        shutdown.add(stop);
      },
    });
    return await use(stack, () => stayUp(stack, shutdown));
  } catch (error) {
    // What an interruption makes fail on the way is no news.
    if (shutdown.signal.aborted) return Number(process.exitCode ?? 1);
    throw error;
  } finally {
    await shutdown.run();
  }
}

async function stayUp(stack: Stack, { signal }: Shutdown): Promise<number> {
  stack.log('Running. Stop with Ctrl-C.');
  const stopped = new Promise<null>((resolve) => signal.addEventListener('abort', () => resolve(null)));
  const error = await Promise.race([stack.supervisor.givenUp, stopped]);
  if (error !== null) throw error;
  return Number(process.exitCode ?? 0);
}
