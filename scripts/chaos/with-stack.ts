// Stacks one after another within one command: each is stopped before the next begins, and Ctrl-C stops whichever runs.
import type { Progress } from '../lib/progress.ts';
import type { CodeMode } from '../lib/project.ts';
import { startStack, type Stack } from '../lib/stack.ts';
import type { WithStack } from './round.ts';

export interface StackSlot {
  readonly withStack: WithStack;
  /** Stops the stack that runs now; nothing when none does. */
  stop(): Promise<void>;
  /** SIGKILL to all of its processes. */
  killAll(): void;
}

export function createStackSlot(progress: Progress, mode?: CodeMode): StackSlot {
  let current: Pick<Stack, 'stop' | 'supervisor'> | null = null;
  const stop = async (): Promise<void> => {
    const stack = current;
    await stack?.stop();
    if (current === stack) current = null;
  };
  return {
    stop,
    killAll: () => current?.supervisor.killAll(),
    withStack: async (options, use) => {
      try {
        const onStoppable = (stoppable: Pick<Stack, 'stop' | 'supervisor'>): void => void (current = stoppable);
        const stack = await startStack({ ...options, progress, onStoppable, ...(mode === undefined ? {} : { mode }) });
        return await Promise.race([use(stack), stack.supervisor.givenUp.then((error) => Promise.reject(error))]);
      } finally {
        await stop();
      }
    },
  };
}
