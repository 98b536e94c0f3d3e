// Forecasts and batches for the gates' tests: healthy unless a test says otherwise, some of them made from recorded series.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { addDays, parseIsoDate } from '../../src/domain/calendar/dates.ts';
import { batchRow } from '../../src/domain/forecast/gates/batch/row.ts';
import type { BatchRow } from '../../src/domain/forecast/gates/batch/types.ts';
import { judgeForecast } from '../../src/domain/forecast/gates/judge-forecast.ts';
import { DEFAULT_GATE_POLICY } from '../../src/domain/forecast/gates/policy.ts';
import { lastWeeksLevel, usualRange, weekdayValues } from '../../src/domain/forecast/gates/recent-history.ts';
import type { ForecastUnderTest, InputFacts, StepUnderTest } from '../../src/domain/forecast/gates/types.ts';
import type { DailySeries } from '../../src/domain/forecast/model.ts';
import type { AccountId, IsoDate } from '../../src/domain/ids.ts';
import { isAccountId } from '../../src/domain/ids.ts';
import { currency } from '../storage/builders.ts';

export const BUSINESS_DATE = parseIsoDate('2026-11-22');

const COMPLETE_INPUTS: InputFacts = {
  missingLast7: 0,
  missingLast28: 0,
  daysSinceObservation: 0,
  sourcesExpected: 2,
  sourcesReported: 2,
  rejectedShare: 0,
  modelTrainedOn: BUSINESS_DATE,
};

type Values = readonly (number | null)[];

/** A history whose last value is the business date's. */
export const history = (values: Values, businessDate: IsoDate = BUSINESS_DATE): DailySeries => ({
  start: addDays(businessDate, 1 - values.length),
  values,
});

/** Steps with these means and bands of +- `width80` / 2 and twice that. */
export const steps = (
  means: readonly number[],
  { width80 = 0, businessDate = BUSINESS_DATE }: { readonly width80?: number; readonly businessDate?: IsoDate } = {},
): readonly StepUnderTest[] =>
  means.map((mean, index) => ({
    step: index + 1,
    targetDate: addDays(businessDate, index + 1),
    mean,
    lo95: mean - width80,
    lo80: mean - width80 / 2,
    hi80: mean + width80 / 2,
    hi95: mean + width80,
  }));

export const repeat = (value: number, times: number): readonly number[] => Array.from({ length: times }, () => value);

export interface Case {
  readonly values: Values;
  readonly means: readonly number[];
  readonly width80?: number;
  readonly inputs?: Partial<InputFacts>;
}

export const forecastOf = ({ values, means, width80 = 0, inputs = {} }: Case): ForecastUnderTest => ({
  businessDate: BUSINESS_DATE,
  currency: currency('EUR'),
  history: history(values),
  steps: steps(means, { width80 }),
  inputs: { ...COMPLETE_INPUTS, ...inputs },
});

export const judge = (candidate: ForecastUnderTest) => judgeForecast(candidate, DEFAULT_GATE_POLICY);

/** `hold out-of-range`, `warn stale-model`, ...: what a verdict found, in its order. */
export const foundBy = ({ findings }: { readonly findings: readonly { severity: string; rule: string }[] }) =>
  findings.map(({ severity, rule }) => `${severity} ${rule}`);

const recordedSchema = z.object({
  origin: z.string(),
  series: z.array(z.object({ name: z.string(), start: z.string(), values: z.array(z.number()) })),
});

/** Real daily series of 200 days; their origin stands in the file. */
export const RECORDED = recordedSchema.parse(
  JSON.parse(readFileSync(new URL('../data/gates/public-domain-series.json', import.meta.url), 'utf8')),
).series;

/**
 * A plain forecaster: halfway between last week's value and the last four weeks' of the same weekday, outliers drawn in as
 * the model does it; its band is made of the account's own weekly changes.
 */
export function simpleForecast(values: readonly number[], businessDate: IsoDate): readonly StepUnderTest[] {
  const past = history(values, businessDate);
  const { low, high } = usualRange(past) ?? { low: 0, high: 0 };
  const means = Array.from({ length: 7 }, (_, index) => {
    const target = addDays(businessDate, index + 1);
    const level = lastWeeksLevel(past, target) ?? 0;
    const lastWeek = weekdayValues(past, target)[0] ?? level;
    return (level + Math.min(high, Math.max(low, lastWeek))) / 2;
  });
  const changes = values.slice(7).map((value, index) => Math.abs(value - (values[index] ?? value)));
  const usual = changes.sort((a, b) => a - b)[Math.floor(changes.length * 0.8)] ?? 0;
  return steps(means, { width80: 2 * usual, businessDate });
}

/** What goes wrong with a forecast: its means after it. */
export type Damage = (mean: number, account: number) => number;
export const undamaged: Damage = (mean) => mean;

/** The forecast that the simple forecaster makes of the values, damaged. */
export function recordedForecast(values: readonly number[], businessDate: IsoDate, damage: (mean: number) => number) {
  const damaged = simpleForecast(values, businessDate).map((step) => ({
    ...step,
    mean: damage(step.mean),
    lo95: damage(step.mean) - (step.mean - step.lo95),
    lo80: damage(step.mean) - (step.mean - step.lo80),
    hi80: damage(step.mean) + (step.hi80 - step.mean),
    hi95: damage(step.mean) + (step.hi95 - step.mean),
  }));
  const past = history(values, businessDate);
  return { businessDate, currency: currency('EUR'), history: past, steps: damaged, inputs: COMPLETE_INPUTS };
}

const DEPTH = 56;
/** Each series three times, five weeks apart: other weeks of the same kind of account. */
const COPIES = [0, 35, 70];
/** Days that the recorded series can be played back on. */
export const RECORDED_DAYS = 200 - DEPTH - 70;

const accountId = (name: string): AccountId => {
  const id = name.replaceAll('_', '-').toLowerCase();
  if (isAccountId(id)) return id;
  throw new Error(`${name} is no account id`);
};

/** The batch of one played-back day, 60 accounts; `day` 0 .. RECORDED_DAYS - 1. */
export function recordedBatch(day: number, damage: Damage = undamaged): readonly BatchRow[] {
  return COPIES.flatMap((copy) =>
    RECORDED.map(({ name, values }, index) => {
      const past = values.slice(day + copy, day + copy + DEPTH);
      const candidate = recordedForecast(past, addDays(BUSINESS_DATE, day), (mean) => damage(mean, index + copy * 7));
      return batchRow(accountId(`${name}-${copy}`), candidate, judge(candidate));
    }),
  );
}
