// `morrow cohorts`: who promotes a cohort's models, and what becomes of a hold that nobody answers.
import type { CohortSettings } from '../../../src/domain/cohort.ts';
import type { CliContext, Registrar } from '../context.ts';
import { examples, wholeNumber } from '../options.ts';
import type { Column } from '../table.ts';

interface SetOptions {
  readonly mode?: string;
  readonly escalateAfter?: number;
  readonly decideAfter?: number;
  readonly ending?: string;
}

export function registerCohorts({ program, action }: Registrar): void {
  const cohorts = program
    .command('cohorts')
    .description('settings of cohorts: list, set')
    .addHelpText(
      'after',
      examples(
        'cohorts list',
        'cohorts set europe --mode autonomous',
        'cohorts set europe --escalate-after 30 --decide-after 120 --ending keep',
      ),
    );
  cohorts.command('list').description('every cohort with its settings').action(action(list));
  cohorts
    .command('set')
    .argument('<cohort>')
    .option(
      '--mode <mode>',
      'manual: a person promotes models; autonomous: what wins by the margins is promoted by rule',
    )
    .option(
      '--escalate-after <minutes>',
      'minutes without an answer to a hold until its alert is critical',
      wholeNumber,
    )
    .option(
      '--decide-after <minutes>',
      'minutes without an answer until the ending is carried out; at most 7 days',
      wholeNumber,
    )
    .option('--ending <ending>', 'keep (the last good forecast stays), release or reject')
    .description('change the named settings only; open holds keep the policy they began with')
    .action(action(set));
}

async function list(context: CliContext): Promise<void> {
  const [{ listCohorts }, { withStore }, { formatTable }] = await Promise.all([
    import('../../../src/operations/cohorts.ts'),
    import('../services.ts'),
    import('../table.ts'),
  ]);
  const cohorts = await withStore(context, listCohorts);
  context.output.result(cohorts, () => formatTable(COHORTS, cohorts, 'There is no cohort yet.'));
}

const SETTINGS: readonly Column<CohortSettings>[] = [
  { title: 'COHORT', value: ({ cohort }) => cohort },
  { title: 'MODE', value: ({ mode }) => mode },
  { title: 'ESCALATE AFTER', value: ({ hold }) => `${hold.escalateAfterMinutes} min`, align: 'right' },
  { title: 'DECIDE AFTER', value: ({ hold }) => `${hold.decideAfterMinutes} min`, align: 'right' },
  { title: 'ENDING', value: ({ hold }) => hold.ending },
];

const COHORTS: readonly Column<CohortSettings & { readonly accounts: number }>[] = [
  ...SETTINGS,
  { title: 'ACCOUNTS', value: ({ accounts }) => accounts, align: 'right' },
];

async function set(context: CliContext, cohort: string, options: SetOptions): Promise<void> {
  const [{ changeCohort }, { withStore }, { formatTable }] = await Promise.all([
    import('../../../src/operations/cohorts.ts'),
    import('../services.ts'),
    import('../table.ts'),
  ]);
  const { mode, escalateAfter, decideAfter, ending } = options;
  const settings = await withStore(context, (deps) =>
    changeCohort(deps, cohort, {
      ...(mode === undefined ? {} : { mode }),
      ...(escalateAfter === undefined ? {} : { escalateAfterMinutes: escalateAfter }),
      ...(decideAfter === undefined ? {} : { decideAfterMinutes: decideAfter }),
      ...(ending === undefined ? {} : { ending }),
    }),
  );
  context.output.result(settings, () => formatTable(SETTINGS, [settings]));
}
