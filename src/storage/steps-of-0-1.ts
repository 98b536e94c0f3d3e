// Forecasts of 0.1 as they are read today: it kept one row per step and revision, without bands. Used by migrations only.
import { z } from 'zod';
import type { Forecast, ForecastDay, StoredForecast } from '../domain/forecast/types.ts';
import { forecastHash } from './content-hash.ts';
import { accountId, currencyCode, decimalString, isoDate, revised } from './records.ts';

export const stepRecord = revised.extend({
  accountId,
  businessDate: isoDate,
  targetDate: isoDate,
  step: z.int(),
  revenue: decimalString,
  currency: currencyCode,
  modelId: z.string(),
  modelKind: z.string(),
});

export type StepOf01 = z.output<typeof stepRecord>;

/**
 * One forecast per account, business date and revision that any step has: of each step the newest row up to that revision.
 * What 0.1 did not know says so: no bands (they have no width), no accuracy, no observed days. All of them were published.
 * @param steps in any order, every step of the business dates they are of.
 */
export function joinSteps(steps: readonly StepOf01[]): readonly StoredForecast[] {
  const perDay = groupBy(steps, (row) => `${row.accountId}/${row.businessDate}`);
  return [...perDay.values()].flatMap((rows) =>
    [...new Set(rows.map(({ revision }) => revision))]
      .sort((a, b) => a - b)
      .map((revision) => forecastAt(rows, revision)),
  );
}

function forecastAt(rows: readonly StepOf01[], revision: number): StoredForecast {
  const perStep = groupBy(
    rows.filter((row) => row.revision <= revision),
    ({ step }) => step,
  );
  const valid = [...perStep.values()].map(newest).sort((a, b) => a.step - b.step);
  const latest = newest(valid);
  const forecast: Forecast = {
    accountId: latest.accountId,
    businessDate: latest.businessDate,
    currency: latest.currency,
    modelId: latest.modelId,
    // The other kinds of 0.1 were curves of degree 0 to 2.
    modelKind: latest.modelKind === 'last-value' ? 'last-value' : 'polynomial',
    confidence: 'low',
    served: 'model',
    observedDays: 0,
    accuracy: { meanAbsoluteError: null, source: 'backtest', skill: null, n: 0 },
    days: valid.map(toDay),
  };
  const recordedAt = valid.reduce((last, row) => (row.recordedAt > last ? row.recordedAt : last), '');
  const state = { status: 'published', findings: [], facts: null, holdId: null } as const;
  return { ...forecast, ...state, revision, hash: forecastHash(forecast), recordedAt };
}

const toDay = ({ step, targetDate, revenue }: StepOf01): ForecastDay => ({
  step,
  targetDate,
  revenue,
  lo80: revenue,
  hi80: revenue,
  lo95: revenue,
  hi95: revenue,
  modelRevenue: revenue,
  naiveRevenue: revenue,
  expectedError: 0,
  sigma: null,
});

/** The highest revision; the first of equals. */
const newest = (rows: readonly StepOf01[]): StepOf01 =>
  rows.reduce((best, row) => (row.revision > best.revision ? row : best));

function groupBy<Key>(rows: readonly StepOf01[], keyOf: (row: StepOf01) => Key): ReadonlyMap<Key, StepOf01[]> {
  const groups = new Map<Key, StepOf01[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
}
