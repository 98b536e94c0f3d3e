// `morrow forecast`: your own figures in, a forecast out. No account, no store, no server.
import type { SeriesForecast } from '../series-forecast.ts';
import type { CliContext, Registrar } from '../context.ts';
import { EXIT, type ExitCode } from '../failure.ts';
import { examples, wholeNumber } from '../options.ts';

interface ForecastOptions {
  readonly horizon: number;
  readonly degree: number;
  readonly depth: number;
}

export function registerForecast({ program, action }: Registrar): void {
  program
    .command('forecast')
    .argument('<sales.csv>', 'columns date,revenue and perhaps account, currency, source; - reads stdin')
    .option('--horizon <days>', 'days ahead, 1 to 28', wholeNumber, 2)
    .option(
      '--degree <n>',
      'highest degree of the curve, 1 or 2; a short history gets less and says so',
      wholeNumber,
      1,
    )
    .option('--depth <days>', 'days of history to learn from, 1 to 180', wholeNumber, 180)
    .description('a forecast of your own figures with its accuracy, without any server')
    .addHelpText(
      'after',
      examples('forecast sales.csv', 'forecast sales.csv --horizon 7 --degree 2', 'forecast - --json < sales.csv'),
    )
    .action(action(forecast));
}

async function forecast(context: CliContext, file: string, options: ForecastOptions): Promise<ExitCode> {
  const [{ forecastFile }, { openUserFile }, { printRejected }] = await Promise.all([
    import('../series-forecast.ts'),
    import('../user-files.ts'),
    import('../rejected-lines.ts'),
  ]);
  const report = await forecastFile(openUserFile(context, file), options);
  const { formatTable } = await import('../table.ts');
  context.output.result(report, () =>
    formatTable(
      [
        { title: 'SERIES', value: ({ series }) => series.name },
        { title: 'TARGET DATE', value: ({ step }) => step.targetDate },
        { title: 'REVENUE', value: ({ step }) => step.revenue, align: 'right' },
        { title: 'CURRENCY', value: ({ series }) => series.currency },
        { title: 'R2', value: ({ series }) => series.accuracy?.toFixed(3) ?? null, align: 'right' },
        { title: 'MODEL', value: ({ series }) => series.model },
        { title: 'DAYS', value: ({ series }) => series.days, align: 'right' },
      ],
      report.series.flatMap((series) => series.steps.map((step) => ({ series, step }))),
      'No series could be forecast.',
    ),
  );
  for (const series of report.series) sayNotes(context, series);
  const rejected = printRejected(context.output, { ...report, rejectedTotal: report.rejected.length });
  return rejected === EXIT.ok && report.series.some(({ error }) => error !== null) ? EXIT.failed : rejected;
}

function sayNotes({ output }: CliContext, { name, error, fallback, missingDays }: SeriesForecast): void {
  if (error !== null) output.note(`${name}: error ${error.code}: ${error.message}`);
  if (fallback !== null) output.note(`${name}: a simpler model was used, ${fallback}.`);
  if (missingDays > 0)
    output.note(`${name}: ${missingDays} days between its first and last one are missing and were left out.`);
}
