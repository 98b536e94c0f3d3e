// One model as text for people: what it is made of, and how it would have done.
import { backtestReport, type BacktestRow } from '../../src/domain/forecast/backtest-report.ts';
import { STEP_BUCKETS, type CandidateRecord } from '../../src/domain/forecast/model.ts';
import type { StoredModel } from '../../src/domain/forecast/types.ts';
import { labelled, minute, percent, units } from './figures.ts';
import { formatTable, type Column } from './table.ts';

export function describeModel(model: StoredModel): string {
  return [
    labelled(headLines(model)),
    '',
    `Backtest at ${model.backtest.origins} origins, errors in ${model.currency}:`,
    formatTable(
      backtestColumns(model.currency),
      backtestReport(model).filter(({ n }) => n > 0),
      'Too few days for a backtest.',
    ),
    '',
    'Weights of the candidates by step:',
    formatTable(CANDIDATES, model.candidates.filter(isUsed), 'It has no candidates.'),
  ].join('\n');
}

function headLines(model: StoredModel): readonly (readonly [string, string | number | null])[] {
  const { data, promotion, settings } = model;
  const closed = data.closedWeekdays.length === 0 ? '' : `, closed on weekdays ${data.closedWeekdays.join(', ')}`;
  return [
    ['account', model.accountId],
    ['version', `${model.version} (${model.stage})`],
    ['kind', `${model.kind}, confidence ${model.confidence}`],
    ['why', model.reason],
    ['trained to', model.businessDate],
    ['days', `${data.observed} observed, ${data.missing} missing, ${data.outliers} clipped${closed}`],
    ['settings', `depth ${settings.depthDays} days, degree up to ${settings.polynomialDegree}`],
    [
      'champion since',
      promotion === null ? null : `${minute(promotion.at)} by ${promotion.by.name}: ${promotion.reason}`,
    ],
    ...model.features.map(({ name, used, reason }) => [name, `${used ? 'used' : 'not used'}: ${reason}`] as const),
  ];
}

const backtestColumns = (currency: string): readonly Column<BacktestRow>[] => [
  { title: 'STEPS', value: stepsText },
  { title: 'N', value: ({ n }) => n, align: 'right' },
  { title: 'ERROR', value: ({ meanAbsoluteError }) => units(meanAbsoluteError, currency), align: 'right' },
  {
    title: 'LAST WEEK',
    value: ({ naiveMeanAbsoluteError }) => units(naiveMeanAbsoluteError, currency),
    align: 'right',
  },
  { title: 'SKILL', value: ({ skill }) => percent(skill), align: 'right' },
  { title: 'WAPE', value: ({ wape }) => percent(wape), align: 'right' },
  { title: 'BIAS', value: ({ bias }) => units(bias, currency), align: 'right' },
];

/** `1`, `2-3`. */
export function stepsText({ fromStep, toStep }: Pick<BacktestRow, 'fromStep' | 'toStep'>): string {
  return fromStep === toStep ? String(fromStep) : `${fromStep}-${toStep}`;
}

const isUsed = ({ weights }: CandidateRecord): boolean => weights.some((weight) => weight > 0);

const CANDIDATES: readonly Column<CandidateRecord>[] = [
  { title: 'CANDIDATE', value: ({ name }) => name },
  ...STEP_BUCKETS.map((step, index) => ({
    title: `FROM ${step}`,
    value: ({ weights }: CandidateRecord) => percent(weights[index] ?? null),
    align: 'right' as const,
  })),
];
