// Why a day's forecast differs from the mean of the days before, as amounts that add up to it to the last cent.
import type { CurrencyCode, DecimalString } from '../ids.ts';
import { roundNumberToCurrency } from '../money/currency.ts';
import { exactDifference, exactSum } from '../money/exact-sum.ts';
import type { Explanation } from './explain.ts';
import type { ForecastDay, Served } from './types.ts';

/**
 * `level`: what an ordinary day has lately, against the mean. `served`: last week's value is served instead of the model's.
 * `changed`: the model says something else now than when the forecast was made, as its history or the code changed.
 * `rounding`: what rounding each of the others leaves.
 */
export const CONTRIBUTIONS = [
  'level',
  'trend',
  'weekday',
  'holiday',
  'limit',
  'served',
  'changed',
  'rounding',
] as const;
export type ContributionName = (typeof CONTRIBUTIONS)[number];

export interface Contribution {
  readonly name: ContributionName;
  readonly amount: DecimalString;
}

export interface Difference {
  /** Mean of the observed days of the history. */
  readonly mean: DecimalString;
  /** `mean` and these add up to the forecast exactly. */
  readonly contributions: readonly Contribution[];
}

export interface Published {
  readonly day: Pick<ForecastDay, 'revenue' | 'modelRevenue' | 'naiveRevenue'>;
  readonly served: Served;
  readonly currency: CurrencyCode;
}

/** @throws DomainError FIT_FAILED when a part is no amount of money. */
export function contributionsTo({ day, served, currency }: Published, explanation: Explanation): Difference {
  const { parts, mean: average } = explanation;
  const money = (value: number): DecimalString => roundNumberToCurrency(value, currency);
  const mean = money(average);
  const known: readonly Contribution[] = [
    { name: 'level', amount: money(parts.level - average) },
    { name: 'trend', amount: money(parts.trend) },
    { name: 'weekday', amount: money(parts.weekday) },
    { name: 'holiday', amount: money(parts.holiday) },
    { name: 'limit', amount: money(parts.limit) },
    { name: 'served', amount: served === 'naive' ? exactDifference(day.naiveRevenue, day.modelRevenue) : money(0) },
    { name: 'changed', amount: exactDifference(day.modelRevenue, money(parts.value)) },
  ];
  const rounding = exactDifference(day.revenue, exactSum([mean, ...known.map(({ amount }) => amount)]));
  return { mean, contributions: [...known, { name: 'rounding', amount: rounding }] };
}
