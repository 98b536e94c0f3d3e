// `morrow models`: versions of an account's models, challengers that wait, and who is served.
import type { Command } from 'commander';
import type { RegistryChange } from '../../../src/contract/messages.ts';
import type { StoredModel } from '../../../src/domain/forecast/types.ts';
import type { WaitingChallenger } from '../../../src/operations/challengers.ts';
import type { ModelSummary } from '../../../src/operations/model-summary.ts';
import type { ModelEvent } from '../../../src/ports/store.ts';
import type { CliContext, Registrar } from '../context.ts';
import { withDecision, type DecisionOptions } from '../deciding.ts';
import { minute, percent, units } from '../figures.ts';
import { cohortOption, examples, wholeNumber } from '../options.ts';
import type { Column } from '../table.ts';

interface ListOptions {
  readonly cohort?: string;
  readonly limit: number;
}

interface PromoteOptions extends DecisionOptions {
  readonly version?: number;
}

export function registerModels({ program, action }: Registrar): void {
  const models = program
    .command('models')
    .description('models: list, show, promote, rollback, events')
    .addHelpText(
      'after',
      examples(
        'models list',
        'models list u1',
        'models promote u1 --reason "better on the last four weeks"',
        'models rollback u1 --reason "too high since the promotion"',
      ),
    );
  models
    .command('list')
    .argument('[account]', 'one account; without it the challengers that wait, of every account')
    .addOption(cohortOption())
    .option('--limit <n>', 'at most so many versions of an account, newest first', wholeNumber, 20)
    .description('versions of an account, or challengers that wait for a decision')
    .action(action(list));
  models
    .command('show')
    .argument('<account>')
    .argument('<version>', 'the number that `models list` shows', wholeNumber)
    .description('one model: why it is as it is, and how it would have done')
    .action(action(show));
  models
    .command('events')
    .argument('<account>')
    .option('--limit <n>', 'at most so many, newest first', wholeNumber, 20)
    .description('who registered, promoted and rolled back, and why')
    .action(action(listEvents));
  registerChanges(models, action);
}

function registerChanges(models: Command, action: Registrar['action']): void {
  withDecision(
    models
      .command('promote')
      .argument('<account>')
      .option('--version <n>', 'the version to promote; without it the challenger', wholeNumber),
  )
    .description('make a model the champion: served from the next forecast on')
    .action(
      action(async (context, account: string, options: PromoteOptions) => {
        const [{ promoteModel }, { withOperations }] = await loadChanging();
        printChange(context, await withOperations(context, (deps) => promoteModel(deps, account, options)));
      }),
    );
  withDecision(models.command('rollback').argument('<account>'))
    .description('go back to the champion before the present one')
    .action(
      action(async (context, account: string, options: DecisionOptions) => {
        const [{ rollbackModel }, { withOperations }] = await loadChanging();
        printChange(context, await withOperations(context, (deps) => rollbackModel(deps, account, options)));
      }),
    );
}

const loadChanging = () => Promise.all([import('../../../src/operations/models.ts'), import('../services.ts')]);

function printChange({ output }: CliContext, change: RegistryChange): void {
  const { accountId, version, previousVersion, changed } = change;
  const before = previousVersion === null ? 'there was none before' : `before it version ${previousVersion}`;
  output.result(change, () =>
    changed
      ? `${accountId}: version ${version} is champion now, ${before}; the next forecast is made with it`
      : `${accountId}: version ${version} is champion already`,
  );
}

async function list(context: CliContext, account: string | undefined, options: ListOptions): Promise<void> {
  if (account === undefined) return listWaiting(context, options);
  const [{ listModels }, { withStore }, { formatTable }] = await Promise.all([
    import('../../../src/operations/models.ts'),
    import('../services.ts'),
    import('../table.ts'),
  ]);
  const models = await withStore(context, (deps) => listModels(deps, account, { limit: options.limit }));
  context.output.result(models, () => formatTable(VERSIONS, models, `Account ${account} has no model yet.`));
}

const VERSIONS: readonly Column<ModelSummary>[] = [
  { title: 'VERSION', value: ({ version }) => version, align: 'right' },
  { title: 'STAGE', value: ({ stage }) => stage },
  { title: 'KIND', value: ({ kind }) => kind },
  { title: 'TRAINED TO', value: ({ businessDate }) => businessDate },
  { title: 'DAYS', value: ({ observed }) => observed, align: 'right' },
  {
    title: 'ERROR',
    value: ({ backtest, currency }) => units(backtest?.meanAbsoluteError ?? null, currency),
    align: 'right',
  },
  {
    title: 'LAST WEEK',
    value: ({ backtest, currency }) => units(backtest?.naiveMeanAbsoluteError ?? null, currency),
    align: 'right',
  },
  { title: 'SKILL', value: ({ backtest }) => percent(backtest?.skill ?? null), align: 'right' },
  { title: 'CURRENCY', value: ({ currency }) => currency },
  { title: 'PROMOTED', value: ({ promotion }) => minute(promotion?.at ?? null) },
  { title: 'BY', value: ({ promotion }) => promotion?.by.name ?? null },
];

async function listWaiting(context: CliContext, { cohort }: ListOptions): Promise<void> {
  const [{ CHALLENGER_PAGE_MAX, listWaitingChallengers }, { withStore }, { formatTable }] = await Promise.all([
    import('../../../src/operations/challengers.ts'),
    import('../services.ts'),
    import('../table.ts'),
  ]);
  const query = { limit: CHALLENGER_PAGE_MAX, ...(cohort === undefined ? {} : { cohort }) };
  const found = await withStore(context, async (deps) => {
    const challengers: WaitingChallenger[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listWaitingChallengers>> = await listWaitingChallengers(
        deps,
        after === null ? query : { ...query, after },
      );
      challengers.push(...page.challengers);
      after = page.next;
    } while (after !== null);
    return challengers;
  });
  context.output.result(found, () => formatTable(WAITING, found, 'No challenger waits for a decision.'));
}

const WAITING: readonly Column<WaitingChallenger>[] = [
  { title: 'ACCOUNT', value: ({ accountId }) => accountId },
  { title: 'CHALLENGER', value: ({ challenger }) => `v${challenger.version}`, align: 'right' },
  { title: 'KIND', value: ({ challenger }) => challenger.kind },
  { title: 'TRAINED TO', value: ({ challenger }) => challenger.businessDate },
  { title: 'SKILL', value: ({ challenger }) => percent(challenger.backtest?.skill ?? null), align: 'right' },
  { title: 'CHAMPION', value: ({ champion }) => (champion === null ? null : `v${champion.version}`), align: 'right' },
  { title: 'ITS SKILL', value: ({ champion }) => percent(champion?.backtest?.skill ?? null), align: 'right' },
];

async function show(context: CliContext, account: string, version: number): Promise<void> {
  const [{ showModel }, { withStore }, { describeModel }] = await Promise.all([
    import('../../../src/operations/models.ts'),
    import('../services.ts'),
    import('../model-text.ts'),
  ]);
  const model: StoredModel = await withStore(context, (deps) => showModel(deps, account, version));
  context.output.result(model, () => describeModel(model));
}

async function listEvents(context: CliContext, account: string, { limit }: ListOptions): Promise<void> {
  const [{ listModelEvents }, { withStore }, { formatTable }] = await Promise.all([
    import('../../../src/operations/models.ts'),
    import('../services.ts'),
    import('../table.ts'),
  ]);
  const events = await withStore(context, (deps) => listModelEvents(deps, account, { limit }));
  context.output.result(events, () => formatTable(EVENTS, events, `Nothing has happened to models of ${account} yet.`));
}

const EVENTS: readonly Column<ModelEvent>[] = [
  { title: 'AT', value: ({ at }) => minute(at) },
  { title: 'EVENT', value: ({ event }) => event },
  { title: 'VERSION', value: ({ version }) => version, align: 'right' },
  { title: 'BY', value: ({ by }) => (by.kind === 'rule' ? `rule ${by.name}` : by.name) },
  { title: 'REASON', value: ({ reason }) => reason },
];
