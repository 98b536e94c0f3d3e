// `npm run bench:forecast`: how good and how fast the forecasts are, on the development data, on a file of tasks, on made-up accounts,
// or through the workers of the running product.
import { measureAccounts } from './bench-forecast/accounts.ts';
import { readBenchRequest } from './bench-forecast/options.ts';
import type { BenchRequest } from './bench-forecast/options.ts';
import { runProtocol } from './bench-forecast/run-protocol.ts';
import { answerTaskFile } from './bench-forecast/tasks.ts';

/** Returns the exit code: 1 when a figure that must hold does not, 2 when a line of a task file cannot be read. @throws MorrowError. */
export async function main(args: readonly string[]): Promise<number> {
  if (!args.includes('--workers')) return measure(readBenchRequest(args));
  // Brings up a whole stack; the other measurements need none of it.
  const { benchWorkers } = await import('./bench-forecast/workers.ts');
  return benchWorkers(args);
}

function measure(request: BenchRequest): Promise<number> {
  switch (request.mode) {
    case 'protocol':
      return runProtocol();
    case 'tasks':
      return answerTaskFile(request);
    case 'accounts':
      return measureAccounts(request.accounts);
  }
}
