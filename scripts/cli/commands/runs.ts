// `morrow run`, `backfill` and `runs`: starting runs, following them, looking at them, stopping them.
import { Option } from 'commander';
import type { RunDescription } from '../../../src/operations/run-description.ts';
import type { RunStarted } from '../../../src/operations/runs.ts';
import type { OperationsDeps } from '../../../src/operations/deps.ts';
import type { CliContext, Registrar } from '../context.ts';
import { EXIT, type ExitCode } from '../failure.ts';
import { accountsOption, cohortOption, examples, wholeNumber } from '../options.ts';

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

interface BackfillOptions extends ScopeOptions {
  readonly from: string;
  readonly to: string;
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
  registerLooking(registrar);
}

const waitOption = (): Option => new Option('--wait', 'follow the run to its end; exit 1 when it fails');

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
  program
    .command('backfill')
    .requiredOption('--from <date>', 'first day')
    .requiredOption('--to <date>', 'last day; must be over')
    .addOption(accountsOption())
    .addOption(cohortOption())
    .addOption(waitOption())
    .description('older revenue through range reports')
    .addHelpText('after', examples('backfill --from 2026-08-01 --to 2026-11-20 --wait'))
    .action(
      action(async (context, { wait, ...request }: BackfillOptions) =>
        startAndFollow(context, wait === true, async (deps) => {
          const { startBackfill } = await import('../../../src/operations/runs.ts');
          return startBackfill(deps, request);
        }),
      ),
    );
}

type Start = (deps: OperationsDeps) => Promise<RunStarted>;

async function startAndFollow(context: CliContext, wait: boolean, start: Start): Promise<ExitCode> {
  const { withOperations } = await import('../services.ts');
  return withOperations(context, async (deps) => {
    const started = await start(deps);
    if (wait) return follow(context, deps, started);
    context.output.result(started, () =>
      [
        `started ${started.id}`,
        `follow it: morrow runs show ${started.id}`,
        `Web UI:    ${started.links.temporal}`,
      ].join('\n'),
    );
    return EXIT.ok;
  });
}

async function follow(context: CliContext, deps: OperationsDeps, { id, links }: RunStarted): Promise<ExitCode> {
  const [{ waitForRun }, { createProgressBar }, { interruptSignal }] = await Promise.all([
    import('../../../src/operations/run-description.ts'),
    import('../progress-bar.ts'),
    import('../interrupt.ts'),
  ]);
  context.output.note(`started ${id}, ${links.temporal}`);
  const bar = createProgressBar(context.output, 'accounts');
  const onProgress = ({ progress, temporal }: RunDescription): void => {
    const stage = temporal.state === 'found' ? (temporal.stage ?? '') : temporal.state;
    if (progress !== null) bar.update(progress.done, progress.total, stage);
  };
  const run = await waitForRun(deps, id, { onProgress, signal: interruptSignal() }).finally(bar.stop);
  await printRun(context, run);
  return succeeded(run) ? EXIT.ok : EXIT.failed;
}

/** A day run is complete although single accounts have failed; whoever waits for it wants to know. */
const succeeded = ({ status, progress }: RunDescription): boolean =>
  status !== 'failed' && status !== 'cancelled' && (progress?.byStatus.failed ?? 0) === 0;

function registerLooking({ program, action }: Registrar): void {
  const runs = program
    .command('runs')
    .description('runs: list, show, cancel')
    .addHelpText(
      'after',
      examples(
        'runs list --date 2026-11-20',
        'runs list --status failed --kind account-day',
        'runs show day/daily/2026-11-20',
      ),
    );
  runs
    .command('list')
    .option('--kind <kind>', 'day, account-day, backfill, account-history or housekeeping')
    .option('--pipeline <name>', 'daily, revenue, backfill or housekeeping')
    .option('--date <date>', 'business date')
    .option('--account <id>', 'one account')
    .option('--status <status>', 'running, published, collected, completed, failed or cancelled')
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
  runs
    .command('cancel')
    .argument('<id>', 'the id that `runs list` shows')
    .description('ask a run to stop; what it has finished stays')
    .action(
      action(async (context, id: string) => {
        const [{ cancelRun }, { withOperations }] = await Promise.all([
          import('../../../src/operations/runs.ts'),
          import('../services.ts'),
        ]);
        const cancelled = await withOperations(context, (deps) => cancelRun(deps, id));
        context.output.result(cancelled, () => `asked to stop: ${id}`);
      }),
    );
}

async function listRuns(context: CliContext, query: ListOptions): Promise<void> {
  const [operations, { withStore }, { formatTable }, { failureText }] = await Promise.all([
    import('../../../src/operations/runs.ts'),
    import('../services.ts'),
    import('../table.ts'),
    import('../run-text.ts'),
  ]);
  const runs = await withStore(context, (deps) => operations.listRuns(deps, query));
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

async function printRun({ output }: CliContext, run: RunDescription): Promise<void> {
  const { describeRunText } = await import('../run-text.ts');
  output.result(run, () => describeRunText(run, output.colors));
}
