// `morrow forecast`: your own figures in, a forecast out. No account, no store, no server.
import type { SeriesForecast, SeriesPoint } from '../series-forecast.ts';
import type { Column } from '../table.ts';
import type { CliContext, Registrar } from '../context.ts';
import { EXIT, type ExitCode } from '../failure.ts';
import { examples, wholeNumber } from '../options.ts';

interface ForecastOptions {
  readonly horizon: number;
  readonly degree: number;
  readonly depth: number;
  readonly wide?: boolean;
}

interface Line {
  readonly series: SeriesForecast;
  readonly step: SeriesPoint;
}

const columns = (wide: boolean): readonly Column<Line>[] => [
  { title: 'SERIES', value: ({ series }) => series.name },
  { title: 'TARGET DATE', value: ({ step }) => step.targetDate },
  { title: 'REVENUE', value: ({ step }) => step.revenue, align: 'right' },
  { title: 'CURRENCY', value: ({ series }) => series.currency },
  { title: '80 % INTERVAL', value: ({ step }) => `${step.lo80} to ${step.hi80}` },
  ...(wide ? [{ title: '95 % INTERVAL', value: ({ step }: Line) => `${step.lo95} to ${step.hi95}` }] : []),
  { title: 'ERROR', value: ({ step }) => step.expectedError, align: 'right' },
  { title: 'MODEL', value: ({ series }) => series.model },
  { title: 'CONFIDENCE', value: ({ series }) => series.confidence },
  { title: 'DAYS', value: ({ series }) => series.days, align: 'right' },
];

export function registerForecast({ program, action }: Registrar): void {
  program
    .command('forecast')
    .argument('<sales.csv>', 'columns date,revenue and perhaps account, currency, source; - reads stdin')
    .option('--horizon <days>', 'days ahead, 1 to 28', wholeNumber, 7)
    .option('--degree <n>', 'highest degree of the curves among the candidates, 1 or 2', wholeNumber, 1)
    .option('--depth <days>', 'days of history to learn from, 1 to 180', wholeNumber, 180)
    .option('--wide', 'the 95 % interval, too (--json always has it)')
    .description('a forecast of your own figures with its intervals, without any server')
    .addHelpText(
      'after',
      examples('forecast sales.csv', 'forecast sales.csv --horizon 7 --degree 2', 'forecast - --json < sales.csv'),
    )
    .action(action(forecast));
}

async function forecast(context: CliContext, file: string, { wide, ...options }: ForecastOptions): Promise<ExitCode> {
  const [{ forecastFile }, { openUserFile }, { printRejected }] = await Promise.all([
    import('../series-forecast.ts'),
    import('../user-files.ts'),
    import('../rejected-lines.ts'),
  ]);
  const report = await forecastFile(openUserFile(context, file), options);
  const { formatTable } = await import('../table.ts');
  context.output.result(report, () =>
    formatTable(
      columns(wide === true),
      report.series.flatMap((series) => series.steps.map((step) => ({ series, step }))),
      'No series could be forecast.',
    ),
  );
  for (const series of report.series) sayNotes(context, series);
  const rejected = printRejected(context.output, { ...report, rejectedTotal: report.rejected.length });
  return rejected === EXIT.ok && report.series.some(({ error }) => error !== null) ? EXIT.failed : rejected;
}

function sayNotes({ output }: CliContext, { name, error, confidence, reason, missingDays }: SeriesForecast): void {
  if (error !== null) output.note(`${name}: error ${error.code}: ${error.message}`);
  if (confidence === 'low') output.note(`${name}: few days to learn from. ${reason ?? ''}`);
  if (missingDays > 0)
    output.note(`${name}: ${missingDays} days between its first and last one are missing and were left out.`);
}
