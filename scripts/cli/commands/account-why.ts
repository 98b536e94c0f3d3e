// `morrow accounts why`: the parts that the next day's forecast of an account is the sum of.
import type { NextDay } from '../../../src/operations/account-overview.ts';
import type { WithheldForecast } from '../../../src/operations/forecasts.ts';
import type { CliContext } from '../context.ts';

export async function explainAccount(context: CliContext, id: string): Promise<void> {
  const [{ explainNextDay }, { createExplainer }, { createHolidayCalendar }, { withStore }, { formatTable }] =
    await Promise.all([
      import('../../../src/operations/account-overview.ts'),
      import('../../../src/activities/explain.ts'),
      import('../../../src/connectors/holiday-calendar.ts'),
      import('../services.ts'),
      import('../table.ts'),
    ]);
  const found = await withStore(context, (deps) =>
    explainNextDay(deps, createExplainer({ store: deps.store, holidays: createHolidayCalendar() }), id),
  );
  context.output.result(found, () => {
    const rows = partsOf(found);
    const amounts = formatTable(
      [
        { title: 'PART', value: ({ name }) => name },
        { title: 'AMOUNT', value: ({ amount }) => amount, align: 'right' },
      ],
      rows,
    );
    const text = rows.length === 0 ? NOTHING : `${headOf(found)}\n${amounts}`;
    return found.withheld === null ? text : `${text}\n${withheldText(found.withheld)}`;
  });
}

const NOTHING = 'Nothing is forecast for the next day, or the model behind it is gone.';

function headOf({ next, model, reasons }: NextDay): string {
  if (next === null || reasons === null) return NOTHING;
  const kind = model === null ? '' : `, model ${model.version} (${model.kind})`;
  const week = reasons.lastWeek;
  const before = week === null ? '' : `; ${week.amount} a week before`;
  return `${next.targetDate}: ${next.revenue} ${next.currency}${kind}${before}`;
}

const withheldText = ({ businessDate, status, why }: WithheldForecast): string =>
  `The newest forecast, made on ${businessDate}, is ${status}. ${why}`;

/** The mean, what adds something to it, and their sum. */
function partsOf({ next, reasons }: NextDay): readonly { readonly name: string; readonly amount: string }[] {
  if (next === null || reasons === null) return [];
  return [
    { name: `mean of ${reasons.observed} days`, amount: reasons.mean },
    ...reasons.contributions.filter(({ amount }) => Number(amount) !== 0),
    { name: 'forecast', amount: next.revenue },
  ];
}
