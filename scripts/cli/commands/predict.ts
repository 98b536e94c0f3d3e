// `morrow predict`: what the forecast of an account would be now. Nothing is stored or published.
import type { Prediction, PredictedDay } from '../../../src/domain/forecast/on-demand/prediction.ts';
import type { CliContext, Registrar } from '../context.ts';
import { EXIT, type ExitCode } from '../failure.ts';
import { examples, wholeNumber } from '../options.ts';
import type { StoreDeps } from '../services.ts';
import type { Column } from '../table.ts';

interface PredictOptions {
  readonly date?: string;
  readonly horizon: number;
  readonly wide?: boolean;
}

const columns = (wide: boolean): readonly Column<PredictedDay>[] => [
  { title: 'TARGET DATE', value: ({ targetDate }) => targetDate },
  { title: 'REVENUE', value: ({ revenue }) => revenue, align: 'right' },
  { title: '80 % INTERVAL', value: ({ lo80, hi80 }) => `${lo80} to ${hi80}` },
  ...(wide ? [{ title: '95 % INTERVAL', value: ({ lo95, hi95 }: PredictedDay) => `${lo95} to ${hi95}` } as const] : []),
  { title: 'ERROR', value: ({ expectedError }) => expectedError, align: 'right' },
];

export function registerPredict({ program, action }: Registrar): void {
  program
    .command('predict')
    .argument('<account>')
    .option('--date <date>', 'the last day that it knows; without it the last day that is over')
    .option('--horizon <days>', 'days ahead, 1 to 28', wholeNumber, 7)
    .option('--wide', 'the 95 % interval, too (--json always has it)')
    .description('what the forecast of an account would be now; nothing is kept')
    .addHelpText('after', examples('predict u1', 'predict u1 --date 2026-11-20 --horizon 28'))
    .action(action(predictAccount));
}

async function predictAccount(context: CliContext, account: string, options: PredictOptions): Promise<ExitCode> {
  const { wide = false, ...asked } = options;
  const [{ withStore }, { formatTable }] = await Promise.all([import('../services.ts'), import('../table.ts')]);
  const found = await withStore(context, (deps) => compute(deps, { account, ...asked }));
  context.output.result(found, () => formatTable(columns(wide), found.days, 'No day could be predicted.'));
  const { model, observedDays, currency, served } = found;
  const maker = model.id === null ? 'a model trained for this' : `model ${model.id}`;
  context.output.note(`${currency ?? ''}, from ${observedDays} days, by ${maker} (${model.kind}), served: ${served}.`);
  return EXIT.ok;
}

/** The very code of the API, in one thread that ends with it. */
async function compute(deps: StoreDeps, asked: unknown): Promise<Prediction> {
  const [{ createPredictor }, { createTrainingPool }, { createHolidayCalendar }, { predict }] = await Promise.all([
    import('../../../src/activities/heavy/predictor.ts'),
    import('../../../src/activities/heavy/training-pool.ts'),
    import('../../../src/connectors/holiday-calendar.ts'),
    import('../../../src/operations/predict.ts'),
  ]);
  const pool = createTrainingPool(1);
  try {
    return await predict(
      { ...deps, predictor: createPredictor({ ...deps, pool, holidays: createHolidayCalendar() }) },
      asked,
    );
  } finally {
    await pool.close();
  }
}
