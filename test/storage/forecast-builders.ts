// Forecasts, models and what is decided about them, with defaults; a test names only what matters to it.
import { addDays } from '../../src/domain/calendar/dates.ts';
import type { Forecast, ForecastDay, ForecastScore, NewModel } from '../../src/domain/forecast/types.ts';
import type { RaisedAlert, GateDecision, HoldRecord, StatusChange } from '../../src/ports/store.ts';
import { currency, date, DAY, decimal, U1 } from './builders.ts';

/** Every day's band lies around its revenue. */
export const forecastDay = (businessDate: Forecast['businessDate'], step: number, revenue = '266.21'): ForecastDay => ({
  step,
  targetDate: addDays(businessDate, step),
  revenue: decimal(revenue),
  lo80: decimal('200.00'),
  hi80: decimal('330.50'),
  lo95: decimal('-12.10'),
  hi95: decimal('400.00'),
  modelRevenue: decimal(revenue),
  naiveRevenue: decimal('250.00'),
  expectedError: 0.1 + 0.2,
  sigma: 31.25,
});

/** A forecast of three days. */
export const forecast = (differences: Partial<Forecast> = {}): Forecast => ({
  accountId: U1,
  businessDate: DAY,
  currency: currency('EUR'),
  modelId: 'model-1',
  modelKind: 'combination',
  confidence: 'normal',
  served: 'model',
  observedDays: 90,
  accuracy: { meanAbsoluteError: 12.5, source: 'backtest', skill: 0.25, n: 40 },
  days: [1, 2, 3].map((step) => forecastDay(differences.businessDate ?? DAY, step)),
  ...differences,
});

/** The same forecast with another figure on its first day. */
export const forecastOf = (revenue: string, differences: Partial<Forecast> = {}): Forecast => {
  const base = forecast(differences);
  const [first, ...rest] = base.days;
  if (first === undefined) throw new Error('The forecast has no days.');
  return { ...base, days: [{ ...first, revenue: decimal(revenue) }, ...rest] };
};

/** What a gate makes of a staged forecast unless the test says otherwise: it is published. */
export const statusChange = (differences: Partial<StatusChange> = {}): StatusChange => ({
  accountId: U1,
  businessDate: DAY,
  revision: 1,
  from: ['staged'],
  to: { status: 'published', findings: [], facts: null, holdId: null },
  ...differences,
});

export const model = (id: string, differences: Partial<NewModel> = {}): NewModel => ({
  id,
  accountId: U1,
  businessDate: DAY,
  currency: currency('EUR'),
  codeVersion: 'test',
  kind: 'combination',
  reason: 'Ninety days of history.',
  confidence: 'normal',
  settings: { depthDays: 90, polynomialDegree: 2 },
  data: { from: date('2025-12-11'), to: DAY, observed: 90, missing: 0, outliers: 1, closedWeekdays: [7] },
  candidates: [{ name: 'naive-7', errors: [1, null, 0.1 + 0.2, -1 / 3, 5e-324], weights: [1, 1, 1, 1, 1] }],
  features: [{ name: 'holidays', used: false, gain: null, reason: 'No country is set.' }],
  backtest: { origins: 0, buckets: [] },
  ...differences,
});

export const score = (differences: Partial<ForecastScore> = {}): ForecastScore => {
  const { businessDate = DAY, step = 1 } = differences;
  return {
    accountId: U1,
    businessDate,
    targetDate: addDays(businessDate, step),
    step,
    currency: currency('EUR'),
    modelId: 'model-1',
    served: 'model',
    observedDays: 90,
    actual: 100,
    mean: 90,
    modelMean: 90,
    naiveMean: 120,
    sigma: 10,
    width80: 25.5,
    inside80: true,
    inside95: true,
    ...differences,
  };
};

export const gateDecision = (id: string, differences: Partial<GateDecision> = {}): GateDecision => ({
  id,
  runId: 'day/daily/2026-03-10',
  date: DAY,
  population: 'all',
  wave: 0,
  outcome: { wave: 0, decision: 'publish', judged: 10, published: 10, held: 0, hold: null },
  findings: [],
  profile: {
    date: differences.date ?? DAY,
    accounts: 10,
    shiftQuantiles: [-0.5, 0, 0.5],
    zeroShare: 0,
    negativeShare: 0,
    tailShare: 0.01,
    lateShare: 0,
    heldShare: 0,
  },
  decidedAt: '2026-03-11T05:00:00.000Z',
  ...differences,
});

export const hold = (id: string, differences: Partial<HoldRecord> = {}): HoldRecord => ({
  id,
  date: DAY,
  accounts: 3,
  reason: 'Forecasts dropped by half.',
  status: 'open',
  openedAt: '2026-03-11T05:00:00.000Z',
  escalatesAt: '2026-03-11T06:00:00.000Z',
  decidesAt: '2026-03-11T09:00:00.000Z',
  closedAt: null,
  log: [],
  ...differences,
});

export const raised = (differences: Partial<RaisedAlert> = {}) => ({
  id: 'hold/daily/2026-03-10/0',
  severity: 'warning' as const,
  title: 'Three forecasts are held',
  detail: 'Forecasts dropped by half.',
  ...differences,
});
