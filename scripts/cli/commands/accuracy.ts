// `morrow accuracy`, `backtests` and `forecasts`: what is served, how good it has been, and how good models were when they were made.
import { Option } from 'commander';
import type { AccuracyReport, AccuracyRow } from '../../../src/operations/accuracy.ts';
import type { CurrentForecast } from '../../../src/operations/forecasts.ts';
import type { CliContext, Registrar } from '../context.ts';
import { percent, units } from '../figures.ts';
import { accountsOption, cohortOption, examples, wholeNumber } from '../options.ts';
import type { Column } from '../table.ts';

interface AccuracyOptions {
  readonly by: string;
  readonly from?: string;
  readonly to?: string;
  readonly maxStep?: number;
  readonly cohort?: string;
}

interface BacktestOptions {
  readonly by: string;
  readonly csv?: boolean;
  readonly cohort?: string;
  readonly accounts?: readonly string[];
  readonly out?: string;
}

interface RangeOptions {
  readonly from?: string;
  readonly to?: string;
  readonly wide?: boolean;
}

export function registerAccuracy(registrar: Registrar): void {
  registerForecasts(registrar);
  const { program, action } = registrar;
  program
    .command('accuracy')
    .addOption(
      new Option('--by <group>', 'what a row is about').choices(['account', 'cohort', 'all', 'step']).default('all'),
    )
    .option('--from <date>', 'first target date; without it 30 days')
    .option('--to <date>', 'last target date; without it the last day that is over')
    .option('--max-step <n>', 'forecasts of at most so many days ahead, 1 to 28', wholeNumber)
    .addOption(cohortOption())
    .description('how good published forecasts have been')
    .addHelpText(
      'after',
      examples('accuracy', 'accuracy --by step', 'accuracy --by account --cohort europe --max-step 1'),
    )
    .action(action(reportAccuracy));
  program
    .command('backtests')
    .addOption(new Option('--by <group>', 'what a row is about').choices(['account', 'cohort']).default('account'))
    .option('--csv', 'as CSV instead of JSON lines in an array')
    .addOption(accountsOption())
    .addOption(cohortOption())
    .option('--out <file>', 'write there instead of stdout')
    .description('how champions and challengers would have done, step by step')
    .addHelpText(
      'after',
      examples('backtests --by cohort --csv', 'backtests --csv --out backtests.csv', 'backtests --accounts u1'),
    )
    .action(action(reportBacktests));
}

function registerForecasts({ program, action }: Registrar): void {
  program
    .command('forecasts')
    .argument('<account>')
    .option('--from <date>', 'first target date; without it the day after the last one that is over')
    .option('--to <date>', 'last target date; without it as far as forecasts reach')
    .option('--wide', 'the 95 % interval, too (--json always has it)')
    .description('the forecasts of an account that are served')
    .addHelpText('after', examples('forecasts u1', 'forecasts u1 --from 2026-11-01 --to 2026-11-20'))
    .action(
      action(async (context, account: string, { wide, ...range }: RangeOptions) => {
        const [{ listForecasts }, { withStore }, { formatTable }] = await Promise.all([
          import('../../../src/operations/forecasts.ts'),
          import('../services.ts'),
          import('../table.ts'),
        ]);
        const found = await withStore(context, (deps) => listForecasts(deps, account, range));
        context.output.result(found, () =>
          formatTable(forecastColumns(wide === true), found, `Nothing is published for these days of ${account}.`),
        );
        sayWithheld(context, found);
      }),
    );
}

const forecastColumns = (wide: boolean): readonly Column<CurrentForecast>[] => [
  { title: 'TARGET DATE', value: ({ targetDate }) => targetDate },
  { title: 'REVENUE', value: ({ revenue }) => revenue, align: 'right' },
  { title: 'CURRENCY', value: ({ currency }) => currency },
  { title: '80 % INTERVAL', value: (day) => intervalText(day, day.lo80, day.hi80) },
  ...(wide ? [{ title: '95 % INTERVAL', value: (day: CurrentForecast) => intervalText(day, day.lo95, day.hi95) }] : []),
  {
    title: 'ERROR',
    value: ({ expectedError, observedDays, currency }) => (observedDays === 0 ? null : units(expectedError, currency)),
    align: 'right',
  },
  { title: 'MODEL', value: ({ modelKind, served }) => (served === 'naive' ? 'last week' : modelKind) },
  { title: 'CONFIDENCE', value: ({ confidence }) => confidence },
  { title: 'MADE ON', value: ({ businessDate }) => businessDate },
  {
    title: 'STATE',
    value: ({ withheld }) => (withheld === null ? 'current' : `last good, newer one ${withheld.status}`),
  },
];

/** A forecast of 0.1 has none. */
const intervalText = ({ observedDays }: CurrentForecast, low: string, high: string): string | null =>
  observedDays === 0 ? null : `${low} to ${high}`;

function sayWithheld({ output }: CliContext, forecasts: readonly CurrentForecast[]): void {
  const withheld = forecasts.find((forecast) => forecast.withheld !== null)?.withheld;
  if (withheld === undefined || withheld === null) return;
  const look = withheld.holdId === null ? '' : ` See it: npm run morrow -- holds show ${withheld.holdId}`;
  output.note(`The forecast made on ${withheld.businessDate} is ${withheld.status}. ${withheld.why}${look}`.trim());
}

async function reportAccuracy(context: CliContext, options: AccuracyOptions): Promise<void> {
  const [{ reportAccuracy: report }, { withStore }, { formatTable }] = await Promise.all([
    import('../../../src/operations/accuracy.ts'),
    import('../services.ts'),
    import('../table.ts'),
  ]);
  const whole = await withStore(context, async (deps) => {
    let page: AccuracyReport = await report(deps, options);
    const rows = [...page.rows];
    while (page.next !== null) {
      page = await report(deps, { ...options, after: page.next });
      rows.push(...page.rows);
    }
    return { ...page, rows };
  });
  context.output.note(`target dates ${whole.from} to ${whole.to}, up to ${whole.maxStep} days ahead`);
  context.output.result(whole, () =>
    formatTable(ACCURACY, whole.rows, 'No forecast of these days can be held against its revenue yet.'),
  );
}

const ACCURACY: readonly Column<AccuracyRow>[] = [
  { title: 'GROUP', value: ({ group }) => group },
  { title: 'CURRENCY', value: ({ currency }) => currency },
  { title: 'N', value: ({ n }) => n, align: 'right' },
  { title: 'ERROR', value: ({ meanAbsoluteError, currency }) => units(meanAbsoluteError, currency), align: 'right' },
  { title: 'WAPE', value: ({ wape }) => percent(wape), align: 'right' },
  { title: 'BIAS', value: ({ bias, currency }) => units(bias, currency), align: 'right' },
  { title: 'IN 80 %', value: ({ coverage80 }) => percent(coverage80), align: 'right' },
  { title: 'IN 95 %', value: ({ coverage95 }) => percent(coverage95), align: 'right' },
  { title: 'SKILL', value: ({ skill }) => percent(skill), align: 'right' },
  { title: 'WIDTH 80 %', value: ({ meanWidth80, currency }) => units(meanWidth80, currency), align: 'right' },
];

async function reportBacktests(context: CliContext, { csv = false, out, ...query }: BacktestOptions): Promise<void> {
  const [{ reportBacktests: report }, { withStore }, { writeUserStream }] = await Promise.all([
    import('../../../src/operations/backtests.ts'),
    import('../services.ts'),
    import('../user-files.ts'),
  ]);
  await withStore(context, async (deps) => {
    const rows = report(deps, { ...query, format: csv ? 'csv' : 'json' });
    if (out === undefined) for await (const text of rows) await context.output.raw(text);
    else {
      const file = await writeUserStream(context, out, rows);
      context.output.result({ file }, () => `written: ${file}`);
    }
  });
}
