// Forecasts as 0.1 kept them: one row per step and revision.
import { addDays } from '../../src/domain/calendar/dates.ts';
import type { StepOf01 } from '../../src/storage/steps-of-0-1.ts';
import { accountId, currency, DAY, decimal, U1 } from './builders.ts';

export const step01 = (step: number, revision: number, differences: Partial<StepOf01> = {}): StepOf01 => ({
  accountId: U1,
  businessDate: DAY,
  targetDate: addDays(DAY, step),
  step,
  revision,
  hash: `hash-${step}-${revision}`,
  recordedAt: `2026-03-11T06:00:0${revision}.000Z`,
  revenue: decimal(`${step}${revision}.00`),
  currency: currency('EUR'),
  modelId: `model-${revision}`,
  modelKind: 'polynomial-2',
  ...differences,
});

const day = (step: number, revenue: string) => ({
  step,
  targetDate: addDays(DAY, step),
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

const expected = (revision: number, revenues: readonly string[]) => ({
  revision,
  recordedAt: `2026-03-11T06:00:0${revision}.000Z`,
  status: 'published',
  findings: [],
  facts: null,
  holdId: null,
  modelId: `model-${revision}`,
  modelKind: 'polynomial',
  confidence: 'low',
  served: 'model',
  observedDays: 0,
  accuracy: { meanAbsoluteError: null, source: 'backtest', skill: null, n: 0 },
  days: revenues.map((revenue, index) => day(index + 1, revenue)),
});

/** Three steps; then one of them with another figure; then a longer horizon from another model. */
export const STORY_OF_01 = {
  steps: [
    step01(1, 1),
    step01(2, 1),
    step01(3, 1),
    step01(2, 2),
    step01(1, 3),
    step01(2, 3),
    step01(3, 3),
    step01(4, 3),
    step01(1, 1, { accountId: accountId('u2'), modelKind: 'last-value' }),
  ],
  expected: [
    expected(1, ['11.00', '21.00', '31.00']),
    expected(2, ['11.00', '22.00', '31.00']),
    expected(3, ['13.00', '23.00', '33.00', '43.00']),
  ],
} as const;
