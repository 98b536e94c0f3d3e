// Commands over one module of operations, which is loaded with the store only when a command runs: help needs neither.
import type { CliContext } from './context.ts';
import type { StoreDeps } from './services.ts';

export type Operate<Operations> = <T>(
  context: CliContext,
  use: (operations: Operations, deps: StoreDeps) => Promise<T>,
) => Promise<T>;

export const operating =
  <Operations>(load: () => Promise<Operations>): Operate<Operations> =>
  async (context, use) => {
    const [operations, { withStore }] = await Promise.all([load(), import('./services.ts')]);
    return withStore(context, (deps) => use(operations, deps));
  };
