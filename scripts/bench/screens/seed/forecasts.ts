// Forecasts of every account and their scores, date by date, as they come to lie in a store that has grown.
import { addDays, weekday } from '../../../../src/domain/calendar/dates.ts';
import type { Forecast, ForecastScore } from '../../../../src/domain/forecast/types.ts';
import type { IsoDate } from '../../../../src/domain/ids.ts';
import type { StatusChange, Store } from '../../../../src/ports/store.ts';
import type { Step } from '../../../lib/progress.ts';
import { modelIdOf, type Shape } from './models.ts';
import { accountIdOf, datesOf, isLive, shapeOf, type DayOfPlan, type SeedPlan } from './plan.ts';
import { outcomeOf } from './outcomes.ts';

/** Written in one transaction. */
const AT_ONCE = 500;
/**
 * A forecast of 28 days takes 8 KB: those of 10,000 accounts on 365 days would be 29 GB. So the last weeks, which the totals of the
 * overview are made of, are whole; before them every twentieth account has all of its forecasts, and the screens of accounts are
 * asked for these.
 */
export const WHOLE_DAYS = 38;
export const SAMPLED = 20;

/** Whether the account has a forecast of each day, also of old ones. */
export const hasAllForecasts = (index: number): boolean => index % SAMPLED === 0;

export async function seedForecasts(store: Store, plan: SeedPlan, { shapes, step }: SeedForecasts): Promise<void> {
  const dates = datesOf(plan);
  for (const [day, date] of dates.entries()) {
    const isWhole = day >= dates.length - WHOLE_DAYS;
    const indexes = [...Array(plan.accounts).keys()].filter((index) => isWhole || hasAllForecasts(index));
    const made = indexes.flatMap((index) => forecastOf({ plan, shapes }, index, { date, day }));
    for (let start = 0; start < made.length; start += AT_ONCE)
      await writeSome(store, made.slice(start, start + AT_ONCE));
    step.update(`of ${date}, ${dates.length - day - 1} days to go`);
  }
}

export interface SeedForecasts {
  readonly shapes: readonly Shape[];
  readonly step: Step;
}

interface Made {
  readonly forecast: Forecast;
  readonly isHeld: boolean;
}

interface Grounds {
  readonly plan: SeedPlan;
  readonly shapes: readonly Shape[];
}

/** None where the day failed, or has not begun. */
function forecastOf({ plan, shapes }: Grounds, index: number, { date, day }: DayOfPlan): readonly Made[] {
  const { status } = outcomeOf(index, day);
  const draft = shapes[shapeOf(index)]?.drafts[weekday(date)];
  const isLast = date === plan.last;
  if (draft === undefined || status === 'failed' || (isLast && isLive(plan, index))) return [];
  const accountId = accountIdOf(index);
  const days = draft.days.map((target) => ({ ...target, targetDate: addDays(date, target.step) }));
  const forecast = { ...draft, accountId, businessDate: date, modelId: modelIdOf(accountId, plan.last), days };
  return [{ forecast, isHeld: isLast && status === 'held' }];
}

async function writeSome(store: Store, made: readonly Made[]): Promise<void> {
  await store.forecasts.save(made.map(({ forecast }) => forecast));
  await store.forecasts.setStatus(made.map(decided));
  await store.scores.save(made.map(({ forecast }) => scoreOf(forecast)));
}

const FACTS = { shift: 0.1, allZero: false, negative: false, late: false } as const;
const FINDING = {
  rule: 'level-shift',
  severity: 'hold',
  figure: 5.1,
  limit: 3,
  message: '5.1 times the usual week.',
} as const;

function decided({ forecast: { accountId, businessDate }, isHeld }: Made): StatusChange {
  const key = { accountId, businessDate, revision: 1, from: ['staged'] as const };
  if (!isHeld) return { ...key, to: { status: 'published', findings: [], facts: FACTS, holdId: null } };
  return { ...key, to: { status: 'held', findings: [FINDING], facts: FACTS, holdId: holdIdOf(businessDate) } };
}

export const holdIdOf = (date: IsoDate): string => `hold/daily/${date}/seed-0`;

/** Of the day after. */
function scoreOf({ accountId, businessDate, currency, modelId, days }: Forecast): ForecastScore {
  const mean = Number(days[0]?.revenue ?? 0);
  return {
    accountId,
    businessDate,
    targetDate: addDays(businessDate, 1),
    step: 1,
    currency,
    modelId,
    served: 'model',
    observedDays: 90,
    actual: mean * 1.05,
    mean,
    modelMean: mean,
    naiveMean: mean * 0.9,
    sigma: mean / 10,
    width80: mean / 4,
    inside80: true,
    inside95: true,
  };
}
