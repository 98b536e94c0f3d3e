// `morrow revenue`, `import` and `export`: one account's days, revenue in from a file, revenue and forecasts out.
import { Argument, Option } from 'commander';
import type { CliContext, Registrar } from '../context.ts';
import type { ExitCode } from '../failure.ts';
import { accountsOption, cohortOption, examples } from '../options.ts';

interface ExportOptions {
  readonly from?: string;
  readonly to?: string;
  readonly accounts?: readonly string[];
  readonly cohort?: string;
  readonly format: 'csv' | 'json';
  readonly out?: string;
}

export function registerRevenue({ program, action }: Registrar): void {
  program
    .command('import')
    .argument('<file.csv>', 'columns account,date,revenue,currency and perhaps source; - reads stdin')
    .option('--dry-run', 'judge and compare, write nothing')
    .description('revenue of accounts from a CSV; lines that cannot be taken are reported and never stop the others')
    .addHelpText('after', examples('import revenue.csv --dry-run', 'import revenue.csv', 'import - < revenue.csv'))
    .action(
      action((context, file: string, options: { readonly dryRun?: boolean }) => importFile(context, file, options)),
    );
  program
    .command('revenue')
    .argument('<account>', 'an account id')
    .option('--from <date>', 'first date; the default is 30 days up to the last')
    .option('--to <date>', 'last date; the default is the last complete day')
    .description('daily revenue of one account, as published and as known now')
    .addHelpText('after', examples('revenue u1', 'revenue u1 --from 2026-11-01 --to 2026-11-20'))
    .action(action(showRevenue));
  program
    .command('export')
    .addArgument(new Argument('<what>', 'what to write').choices(['revenue', 'forecasts']))
    .option('--from <date>', 'first date (forecasts: target date)')
    .option('--to <date>', 'last date')
    .addOption(accountsOption())
    .addOption(new Option('--account <id>', 'only this account').conflicts('accounts').argParser((id) => [id]))
    .addOption(cohortOption())
    .addOption(new Option('--format <format>', 'csv or json').choices(['csv', 'json']).default('csv'))
    .option('--out <file>', 'write there instead of stdout')
    .description('revenue or forecasts as known now, as CSV or JSON')
    .addHelpText(
      'after',
      examples(
        'export revenue --from 2026-11-01 --to 2026-11-20 --out revenue.csv',
        'export forecasts --account u1 --format json',
      ),
    )
    .action(
      action((context, what: string, options: ExportOptions & { readonly account?: readonly string[] }) =>
        exportRows(context, what, options),
      ),
    );
}

async function showRevenue(
  context: CliContext,
  account: string,
  range: Pick<ExportOptions, 'from' | 'to'>,
): Promise<void> {
  const [{ compareRevenue }, { withStore }, { formatTable }] = await Promise.all([
    import('../../../src/operations/revenue-as-published.ts'),
    import('../services.ts'),
    import('../table.ts'),
  ]);
  const days = await withStore(context, (deps) => compareRevenue(deps, account, range));
  context.output.result(days, () =>
    formatTable(
      [
        { title: 'DATE', value: ({ known }) => known.date },
        { title: 'AS PUBLISHED', value: ({ published }) => published.amount, align: 'right' },
        { title: 'AS KNOWN NOW', value: ({ known }) => known.amount, align: 'right' },
        { title: 'CURRENCY', value: ({ known }) => known.currency },
        { title: 'REVISION', value: ({ known }) => known.revision, align: 'right' },
        { title: 'RECORDED', value: ({ known }) => known.recordedAt },
      ],
      days,
    ),
  );
}

async function importFile(
  context: CliContext,
  file: string,
  { dryRun = false }: { readonly dryRun?: boolean },
): Promise<ExitCode> {
  const [{ importCsv }, { withStore }, { openUserFile }, { printRejected }, { createProgressBar }] = await Promise.all([
    import('../../../src/operations/import-revenue.ts'),
    import('../services.ts'),
    import('../user-files.ts'),
    import('../rejected-lines.ts'),
    import('../progress-bar.ts'),
  ]);
  const bar = createProgressBar(context.output, 'lines');
  const onProgress = (lines: number): void => bar.update(lines, lines, '');
  const report = await withStore(context, (deps) =>
    importCsv(deps, openUserFile(context, file), { dryRun, onProgress }),
  ).finally(bar.stop);
  const { added, revised, unchanged } = report.days;
  context.output.result(report, () =>
    [
      `${dryRun ? 'dry run: ' : ''}${report.lines} lines: ${report.accepted} taken, ${report.repeated} repeated, ${report.rejectedTotal} rejected`,
      `days: ${added} added, ${revised} revised, ${unchanged} unchanged`,
    ].join('\n'),
  );
  return printRejected(context.output, report);
}

async function exportRows(
  context: CliContext,
  what: string,
  { account, out, ...options }: ExportOptions & { readonly account?: readonly string[] },
): Promise<void> {
  const [{ exportForecasts, exportRevenue }, { withStore }, { writeUserStream }] = await Promise.all([
    import('../../../src/operations/export.ts'),
    import('../services.ts'),
    import('../user-files.ts'),
  ]);
  const accounts = options.accounts ?? account;
  const filter = {
    ...options,
    format: context.output.json ? 'json' : options.format,
    ...(accounts === undefined ? {} : { accounts }),
  } as const;
  await withStore(context, async (deps) => {
    const rows = what === 'revenue' ? exportRevenue(deps, filter) : exportForecasts(deps, filter);
    if (out === undefined) for await (const text of rows) await context.output.raw(text);
    else {
      const file = await writeUserStream(context, out, rows);
      context.output.result({ file }, () => `written: ${file}`);
    }
  });
}
