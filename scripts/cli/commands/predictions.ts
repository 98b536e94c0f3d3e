// `morrow predictions`: many predictions in the background: started, looked at, read as a file, stopped.
import type { Command } from 'commander';
import type { BulkView } from '../../../src/operations/bulk-predictions.ts';
import type { BulkWaitOptions } from '../../../src/operations/bulk-waiting.ts';
import type { OperationsDeps } from '../../../src/operations/deps.ts';
import type { CliContext, Registrar } from '../context.ts';
import { EXIT, type ExitCode } from '../failure.ts';
import { accountsOption, cohortOption, examples, wholeNumber } from '../options.ts';
import { waitOption } from '../run-following.ts';
import type { Column } from '../table.ts';

interface StartOptions {
  readonly accounts?: readonly string[];
  readonly cohort?: string;
  readonly date?: string;
  readonly horizon: number;
  readonly questions?: string;
  readonly wait?: boolean;
}

interface ListOptions {
  readonly limit: number;
  readonly after?: string;
}

interface ResultOptions {
  readonly out?: string;
}

export function registerPredictions({ program, action }: Registrar): void {
  const predictions = program
    .command('predictions')
    .description('predictions of many accounts, in the background: start, list, show, result, cancel')
    .addHelpText(
      'after',
      examples(
        'predictions start --cohort default --horizon 7 --wait',
        'predictions start --questions questions.json',
        'predictions result 20261126T093012123Z-1f2e3d4c --out predictions.ndjson',
      ),
    );
  withStartOptions(predictions.command('start')).action(action(start));
  predictions
    .command('list')
    .option('--limit <n>', 'at most so many, newest first', wholeNumber, 20)
    .option('--after <id>', 'go on after this one')
    .description('what was asked for')
    .action(action(list));
  predictions.command('show').argument('<id>').description('how far they are').action(action(show));
  predictions
    .command('result')
    .argument('<id>')
    .option('--out <file>', 'write it there')
    .description('the answers, one per line in the order of the questions (--json: one document)')
    .action(action(result));
  predictions
    .command('cancel')
    .argument('<id>')
    .description('stop them; what is answered stays')
    .action(action(cancel));
}

const withStartOptions = (command: Command): Command =>
  command
    .addOption(accountsOption())
    .addOption(cohortOption())
    .option('--date <date>', 'the last day that they know; without it the last day that is over')
    .option('--horizon <days>', 'days ahead, 1 to 28', wholeNumber, 7)
    .option('--questions <file>', 'a JSON array of questions, each as POST /api/predict takes them')
    .addOption(waitOption())
    .description('predict every active account, or those that are named; nothing is published');

type Operations = typeof import('../../../src/operations/bulk-predictions.ts');

async function operate<T>(
  context: CliContext,
  use: (operations: Operations, deps: OperationsDeps) => Promise<T>,
): Promise<T> {
  const [operations, { withOperations }] = await Promise.all([
    import('../../../src/operations/bulk-predictions.ts'),
    import('../services.ts'),
  ]);
  return withOperations(context, (deps) => use(operations, deps));
}

async function start(context: CliContext, { questions: file, wait, ...asked }: StartOptions): Promise<ExitCode> {
  const { readUserJsonList } = await import('../user-files.ts');
  const questions = file === undefined ? {} : { questions: await readUserJsonList(context, file) };
  const [{ startBulk }, { waitForBulk }] = await Promise.all([
    import('../../../src/operations/bulk-start.ts'),
    import('../../../src/operations/bulk-waiting.ts'),
  ]);
  const bulk = await operate(context, async (_, deps) => {
    const started = await startBulk(deps, { ...asked, ...questions });
    if (wait !== true) return started;
    context.output.note(`started ${started.id}, ${started.links.temporal}`);
    return await followed(context, (options) => waitForBulk(deps, started.id, options));
  });
  print(context, bulk);
  return bulk.status === 'failed' || bulk.status === 'cancelled' ? EXIT.failed : EXIT.ok;
}

async function followed(
  { output }: CliContext,
  wait: (options: BulkWaitOptions) => Promise<BulkView>,
): Promise<BulkView> {
  const [{ createProgressBar }, { interruptSignal }] = await Promise.all([
    import('../progress-bar.ts'),
    import('../interrupt.ts'),
  ]);
  const bar = createProgressBar(output, 'predictions');
  const onProgress = ({ answered, questions }: BulkView): void => bar.update(answered, questions, '');
  return wait({ onProgress, signal: interruptSignal() }).finally(bar.stop);
}

const COLUMNS: readonly Column<BulkView>[] = [
  { title: 'ID', value: ({ id }) => id },
  { title: 'STATUS', value: ({ status }) => status },
  { title: 'QUESTIONS', value: ({ questions }) => questions, align: 'right' },
  { title: 'ANSWERED', value: ({ answered }) => answered, align: 'right' },
  { title: 'REFUSED', value: ({ refused }) => refused, align: 'right' },
  { title: 'DAYS', value: ({ horizonDays }) => horizonDays, align: 'right' },
  { title: 'BY', value: ({ createdBy }) => createdBy },
];

async function list(context: CliContext, options: ListOptions): Promise<void> {
  const listing = await operate(context, ({ listBulk }, deps) => listBulk(deps, options));
  const { formatTable } = await import('../table.ts');
  context.output.result(listing, () =>
    [
      formatTable(COLUMNS, listing.predictions, 'Nobody has asked for any; see `morrow predictions start --help`.'),
      ...(listing.next === null ? [] : [`Go on with --after ${listing.next}.`]),
    ].join('\n'),
  );
}

async function show(context: CliContext, id: string): Promise<void> {
  print(context, await operate(context, ({ showBulk }, deps) => showBulk(deps, id)));
}

async function cancel(context: CliContext, id: string): Promise<void> {
  print(context, await operate(context, ({ cancelBulk }, deps) => cancelBulk(deps, id)));
}

const print = ({ output }: CliContext, bulk: BulkView): void =>
  output.result(bulk, () =>
    [
      `${bulk.id}: ${bulk.status}, ${bulk.answered} of ${bulk.questions} answered, ${bulk.refused} of them refused`,
      ...(bulk.error === null ? [] : [bulk.error]),
      bulk.status === 'running'
        ? `see how far they are: morrow predictions show ${bulk.id}`
        : `read them:            morrow predictions result ${bulk.id}`,
      `Web UI:               ${bulk.links.temporal}`,
    ].join('\n'),
  );

/** Temporal is asked about what still runs only: what is over can be read whether it is there or not. */
async function result(context: CliContext, id: string, { out }: ResultOptions): Promise<void> {
  const [{ readBulk }, { withStoreFirst }, { writeUserStream }] = await Promise.all([
    import('../../../src/operations/bulk-predictions.ts'),
    import('../services.ts'),
    import('../user-files.ts'),
  ]);
  await withStoreFirst(context, async (deps) => {
    const rows = readBulk(deps, id, context.output.json ? 'json' : 'ndjson');
    if (out === undefined) for await (const text of rows) await context.output.raw(text);
    else {
      const file = await writeUserStream(context, out, rows);
      context.output.result({ file }, () => `written: ${file}`);
    }
  });
}
