// `morrow run`, `retrain` and `runs`: starting runs, following them, looking at them, stopping them.
import { Option } from 'commander';
import type { CliContext, Registrar } from '../context.ts';
import { accountsOption, cohortOption, examples, wholeNumber } from '../options.ts';
import { printRun, startAndFollow, waitOption } from '../run-following.ts';
import { registerInside } from './runs-inside.ts';
import { registerSteering } from './runs-steering.ts';

interface ScopeOptions {
  readonly accounts?: readonly string[];
  readonly cohort?: string;
  readonly wait?: boolean;
}

interface RunOptions extends ScopeOptions {
  readonly pipeline?: string;
  readonly force?: boolean;
  readonly horizonDays?: number;
}

interface RetrainOptions extends ScopeOptions {
  readonly mode?: string;
}

interface ListOptions {
  readonly kind?: string;
  readonly pipeline?: string;
  readonly date?: string;
  readonly account?: string;
  readonly status?: string;
  readonly limit?: number;
}

export function registerRuns(registrar: Registrar): void {
  registerStarting(registrar);
  registerRetraining(registrar);
  registerLooking(registrar);
}

function registerStarting({ program, action }: Registrar): void {
  program
    .command('run')
    .argument('<date>', 'the business date, YYYY-MM-DD, or `yesterday`: the last day that is over')
    .option('--pipeline <name>', 'daily (revenue and forecast) or revenue')
    .addOption(accountsOption())
    .addOption(cohortOption())
    .option('--force', 'also accounts that are done already')
    .addOption(new Option('--horizon <days>', 'days ahead to predict, 1 to 28').argParser(wholeNumber))
    .addOption(waitOption())
    .description('the run of one day')
    .addHelpText('after', examples('run yesterday --wait', 'run 2026-11-20 --accounts u1,u2 --force'))
    .action(
      action(
        async (context, date: string, { wait, horizon, ...options }: RunOptions & { readonly horizon?: number }) => {
          const request = { ...options, ...(horizon === undefined ? {} : { horizonDays: horizon }) };
          return startAndFollow(context, wait === true, async (deps) => {
            const [{ startDayRun }, { lastCompleteDay }] = await Promise.all([
              import('../../../src/operations/runs.ts'),
              import('../../../src/operations/run-requests.ts'),
            ]);
            return startDayRun(deps, { ...request, date: date === 'yesterday' ? lastCompleteDay(deps) : date });
          });
        },
      ),
    );
}

function registerRetraining({ program, action }: Registrar): void {
  program
    .command('retrain')
    .argument('[date]', 'the business date, YYYY-MM-DD, or `yesterday`: the last day that is over', 'yesterday')
    .addOption(accountsOption())
    .addOption(cohortOption())
    .option('--mode <mode>', 'only cohorts in this mode: manual or autonomous')
    .addOption(waitOption())
    .description('tune models anew; what comes out are challengers')
    .addHelpText('after', examples('retrain --wait', 'retrain 2026-11-20 --cohort europe', 'models list'))
    .action(
      action((context, date: string, { wait, ...options }: RetrainOptions) =>
        startAndFollow(context, wait === true, async (deps) => {
          const [{ startRetrain }, { lastCompleteDay }] = await Promise.all([
            import('../../../src/operations/retrain.ts'),
            import('../../../src/operations/run-requests.ts'),
          ]);
          return startRetrain(deps, { ...options, date: date === 'yesterday' ? lastCompleteDay(deps) : date });
        }),
      ),
    );
}

function registerLooking(registrar: Registrar): void {
  const { program, action } = registrar;
  const runs = program
    .command('runs')
    .description('runs: list, show, steps, log, pause, resume, retry, cancel')
    .addHelpText(
      'after',
      examples(
        'runs list --date 2026-11-20',
        'runs list --status failed --kind account-day',
        'runs show day/daily/2026-11-20',
        'runs steps account-day/daily/2026-11-20/u1 --states failed',
        'runs pause day/daily/2026-11-20 --reason "The exchange restates"',
        'runs retry day/daily/2026-11-20 --wait',
      ),
    );
  runs
    .command('list')
    .option('--kind <kind>', 'day, account-day, retrain, backfill, account-history or housekeeping')
    .option('--pipeline <name>', 'daily, revenue, retrain, backfill or housekeeping')
    .option('--date <date>', 'business date')
    .option('--account <id>', 'one account')
    .option('--status <status>', 'running, staged, held, published, collected, completed, failed or cancelled')
    .option('--limit <n>', 'at most so many, newest first', wholeNumber, 20)
    .description('runs as recorded')
    .action(action(listRuns));
  runs
    .command('show')
    .argument('<id>', 'the id that `runs list` shows')
    .description('one run as it stands')
    .action(
      action(async (context, id: string) => {
        const [{ describeRun }, { withOperations }] = await Promise.all([
          import('../../../src/operations/run-description.ts'),
          import('../services.ts'),
        ]);
        await printRun(context, await withOperations(context, (deps) => describeRun(deps, id)));
      }),
    );
  registerInside(runs, registrar);
  registerSteering(runs, registrar);
}

async function listRuns(context: CliContext, query: ListOptions): Promise<void> {
  const [operations, { withStore }, { formatTable }, { failureText }] = await Promise.all([
    import('../../../src/operations/runs.ts'),
    import('../services.ts'),
    import('../table.ts'),
    import('../run-text.ts'),
  ]);
  const { rows: runs } = await withStore(context, (deps) => operations.listRuns(deps, query));
  context.output.result(runs, () =>
    formatTable(
      [
        { title: 'ID', value: ({ id }) => id },
        { title: 'STATUS', value: ({ status }) => status },
        { title: 'STARTED', value: ({ startedAt }) => startedAt },
        { title: 'ERROR', value: failureText },
      ],
      runs,
      'No run is recorded.',
    ),
  );
}
