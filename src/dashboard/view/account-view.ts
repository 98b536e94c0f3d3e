// What an account's page makes of the API's figures: sources per day, what priced a day, and why the next day differs. Pure.
import { countOf } from '../format/counts.ts';
import type { AccountOverview, ForecastReasons, ModelCard } from '../client/types.ts';
import { formatDate, formatDayMonth, weekdayOf } from '../format/dates.ts';
import { formatPercent } from '../format/money.ts';
import type { DayPoint } from './overview-view.ts';

export interface SourceDays {
  readonly sourceId: string;
  /** By the days of the points; null: nothing of that source. Exact text. */
  readonly amounts: readonly (string | null)[];
}

/** Each source that earned something within the days, by id. */
export function sourceDaysOf(points: readonly DayPoint[]): readonly SourceDays[] {
  const ids = [...new Set(points.flatMap(({ row }) => row?.sources.map(({ sourceId }) => sourceId) ?? []))].sort();
  return ids.map((sourceId) => ({
    sourceId,
    amounts: points.map(({ row }) => row?.sources.find((source) => source.sourceId === sourceId)?.amount ?? null),
  }));
}

/** Six fraction digits of a source's share are more than people read. */
export const shortAmount = (amount: string): string => {
  const [whole = '', fraction = ''] = amount.split('.');
  return fraction.length <= 2 ? amount : `${whole}.${fraction.slice(0, 2)}`;
};

type PricedDay = AccountOverview['priced'][number];

/** `rates-a, quoted 20 Nov: 1 USD = 0.9265` */
export function describeRates({ provider, quoteDate, synthetic, conversions }: PricedDay): string {
  const rates = new Map(conversions.map(({ from, rate }) => [from, shortRate(rate)]));
  const pairs = [...rates].map(([from, rate]) => `1 ${from} = ${rate}`).join(', ');
  const made = synthetic ? ', made up by an emulator' : '';
  return `${provider}, quoted ${formatDayMonth(quoteDate)}${made}${pairs === '' ? '' : `: ${pairs}`}`;
}

/** `0.926500000000` -> `0.9265` */
const shortRate = (rate: string): string => (rate.includes('.') ? rate.replace(/\.?0+$/, '') : rate);

export interface ReasonRow {
  readonly label: string;
  readonly amount: string;
  /** Length of its bar, of the longest one: 0 to 1. */
  readonly share: number;
}

const ALWAYS_SHOWN: readonly string[] = ['level', 'trend', 'weekday'];

/** What adds something, and the parts that every forecast has. */
export function reasonRows({ contributions }: ForecastReasons, targetDate: string): readonly ReasonRow[] {
  const shown = contributions.filter(({ name, amount }) => ALWAYS_SHOWN.includes(name) || Number(amount) !== 0);
  const longest = Math.max(...shown.map(({ amount }) => Math.abs(Number(amount))), 0);
  return shown.map(({ name, amount }) => ({
    label: name === 'weekday' ? `${LABELS.weekday}: ${weekdayOf(targetDate)}` : LABELS[name],
    amount,
    share: longest === 0 ? 0 : Math.abs(Number(amount)) / longest,
  }));
}

const LABELS: Readonly<Record<ForecastReasons['contributions'][number]['name'], string>> = {
  level: 'Level of late, against that mean',
  trend: 'Trend',
  weekday: 'Weekday',
  holiday: 'Public holiday',
  limit: 'Nothing below zero is forecast',
  served: 'Last week’s value is served, as the model has been worse',
  changed: 'Revenue or code changed since it was made',
  rounding: 'Rounding',
};

const STEPS = (from: number, to: number): string => (from === to ? `${from}` : `${from} to ${to}`);

export const stepsOf = ({ fromStep, toStep }: ModelCard['backtest'][number]): string => STEPS(fromStep, toStep);

/** What the model learned from, as pairs. */
export function trainedOn({ data, settings, businessDate }: ModelCard): readonly (readonly [string, string])[] {
  const closed = data.closedWeekdays.map((day) => WEEKDAYS[day - 1]).join(', ');
  return [
    ['Trained on', `${countOf(data.observed, 'day')}, ${formatDate(data.from)} to ${formatDate(data.to)}`],
    ['Days missing', String(data.missing)],
    ['Values held back as outliers', String(data.outliers)],
    ['Closed weekdays', closed === '' ? 'none' : closed],
    ['Looks back', `${settings.depthDays} days`],
    ['Last day it could see', formatDate(businessDate)],
  ];
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** `12 % better than last week’s value` */
export function describeSkill(skill: number | null): string | null {
  if (skill === null) return null;
  return `${formatPercent(Math.abs(skill))} ${skill >= 0 ? 'better' : 'worse'} than last week’s value`;
}
