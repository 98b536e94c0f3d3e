// `morrow providers`: the request budgets and circuit breakers of sources and rates providers.
import { userInfo } from 'node:os';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { ProviderView } from '../../../src/operations/providers.ts';
import type { CliContext, Registrar } from '../context.ts';
import { examples, wholeNumber } from '../options.ts';

interface WhoAndWhy {
  readonly by: string;
  readonly reason: string;
}

interface LimitOptions extends WhoAndWhy {
  readonly rate?: number;
  readonly burst?: number;
  readonly concurrent?: number;
  readonly accountShare?: number;
  readonly unlimited?: boolean;
}

export function registerProviders({ program, action }: Registrar): void {
  const providers = program
    .command('providers')
    .description('providers: list, limit, open, close, compare rates')
    .addHelpText(
      'after',
      examples(
        'providers limit app-store-1 --rate 20 --burst 5 --concurrent 10 --reason "new contract"',
        'providers limit app-store-1 --unlimited --reason "limit lifted"',
        'providers open app-store-1 --reason "announced maintenance"',
      ),
    );
  providers
    .command('rates')
    .description('how the rates of A and B agreed on the last 30 complete days')
    .action(action(rates));
  providers.command('list').description('every provider, its budget and its breaker').action(action(list));
  withWhoAndWhy(providers.command('limit').argument('<id>'))
    .addOption(new Option('--rate <n>', 'requests per second over all workers').argParser(decimalNumber))
    .addOption(new Option('--burst <n>', 'requests that may go at once after a quiet time').argParser(wholeNumber))
    .addOption(new Option('--concurrent <n>', 'requests under way over all workers').argParser(wholeNumber))
    .addOption(new Option('--account-share <n>', 'share of these for one account, 0 to 1').argParser(decimalNumber))
    .addOption(new Option('--unlimited', 'no limits at all').conflicts(['rate', 'burst', 'concurrent', 'accountShare']))
    .description('set the budget as a whole; workers go by it within a second')
    .action(action(limit));
  for (const name of ['open', 'close'] as const) {
    withWhoAndWhy(providers.command(name).argument('<id>'))
      .description(name === 'open' ? 'nobody asks it until it is closed' : 'everybody asks it again, at once')
      .action(action((context, id: string, options: WhoAndWhy) => operate(context, id, { action: name, ...options })));
  }
}

const withWhoAndWhy = (command: Command): Command =>
  command
    .option('--by <name>', 'who changes it, for the record', userInfo().username)
    .requiredOption('--reason <text>', 'why, for the next person who looks');

function decimalNumber(text: string): number {
  if (/^\d{1,6}(\.\d{1,6})?$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`"${text}" is not a number such as 20 or 0.5.`);
}

type Operations = typeof import('../../../src/operations/providers.ts');

const operations = (): Promise<Operations> => import('../../../src/operations/providers.ts');

async function list(context: CliContext): Promise<void> {
  const [{ listProviders }, { withStore }] = await Promise.all([operations(), import('../services.ts')]);
  await print(context, await withStore(context, listProviders));
}

async function rates(context: CliContext): Promise<void> {
  const [{ listRatesComparisons }, { withStore }, { formatTable }] = await Promise.all([
    import('../../../src/operations/rates-comparisons.ts'),
    import('../services.ts'),
    import('../table.ts'),
  ]);
  const comparisons = await withStore(context, (deps) => listRatesComparisons(deps, {}));
  context.output.result({ comparisons }, () =>
    formatTable(
      [
        { title: 'DATE', value: ({ date }) => date },
        { title: 'CURRENCIES', value: ({ currencies }) => currencies, align: 'right' },
        { title: 'FURTHEST APART', value: ({ differences: [most] }) => apart(most), align: 'right' },
        { title: 'LIMIT', value: ({ limitPercent }) => `${limitPercent} %`, align: 'right' },
        { title: 'ALERT', value: ({ alerted }) => (alerted ? 'yes' : 'no') },
      ],
      comparisons,
      'Nothing was compared in the last 30 days.',
    ),
  );
}

const apart = (most: { readonly currency: string; readonly percent: number } | undefined): string | null =>
  most === undefined ? null : `${most.percent.toFixed(3)} % ${most.currency}`;

async function limit(context: CliContext, id: string, options: LimitOptions): Promise<void> {
  const { rate, burst, concurrent, accountShare, unlimited, by, reason } = options;
  const named = [rate, burst, concurrent, accountShare].some((value) => value !== undefined);
  if (!named && unlimited !== true) {
    const { invalidInput } = await import('../../../src/operations/input.ts');
    throw invalidInput('limit', 'name at least one of --rate, --concurrent and --unlimited');
  }
  const request = { requestsPerSecond: rate, burst, maxConcurrent: concurrent, accountShare, by, reason };
  const [{ setProviderBudget }, { withStore }] = await Promise.all([operations(), import('../services.ts')]);
  await print(context, [await withStore(context, (deps) => setProviderBudget(deps, id, request))]);
}

async function operate(
  context: CliContext,
  id: string,
  request: WhoAndWhy & { readonly action: string },
): Promise<void> {
  const [{ operateProviderBreaker }, { withOperations }] = await Promise.all([operations(), import('../services.ts')]);
  await print(context, [await withOperations(context, (deps) => operateProviderBreaker(deps, id, request))]);
}

async function print({ output }: CliContext, providers: readonly ProviderView[]): Promise<void> {
  const { formatTable } = await import('../table.ts');
  output.result(providers, () =>
    formatTable(
      [
        { title: 'PROVIDER', value: ({ id }) => id },
        { title: 'RATE/S', value: ({ budget }) => budget?.requestsPerSecond ?? null, align: 'right' },
        { title: 'BURST', value: ({ budget }) => budget?.burst ?? null, align: 'right' },
        { title: 'AT ONCE', value: ({ budget }) => budget?.maxConcurrent ?? null, align: 'right' },
        { title: 'SHARE', value: ({ budget }) => budget?.accountShare ?? null, align: 'right' },
        { title: 'BREAKER', value: ({ breaker }) => breaker.mode },
        { title: 'UNTIL', value: ({ breaker, pausedUntil }) => breaker.until ?? pausedUntil },
        { title: 'FAILED', value: ({ recent }) => `${recent.failures} of ${recent.requests}`, align: 'right' },
        { title: 'BY', value: ({ breaker, budget }) => lastChange(breaker, budget) },
      ],
      providers,
    ),
  );
}

const lastChange = (breaker: ProviderView['breaker'], budget: ProviderView['budget']): string | null => {
  if (breaker.mode !== 'closed') return `${breaker.by}: ${breaker.reason}`;
  return budget === null ? null : `${budget.updatedBy}: ${budget.reason}`;
};
