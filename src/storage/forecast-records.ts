// Forecasts, their scores and the models behind them, as they come back out of a store.
import { z } from 'zod';
import { type ForecastModel, FORECAST_KINDS, MODEL_KINDS } from '../domain/forecast/model.ts';
import { FORECAST_STATUSES, MODEL_STAGES, SERVED, type StoredModel } from '../domain/forecast/types.ts';
import { accountId, currencyCode, decimalString, isoDate, revised } from './records.ts';

export const decidedBy = z.object({ kind: z.enum(['rule', 'person']), name: z.string() });

export const forecastDay = z.object({
  step: z.int().min(1),
  targetDate: isoDate,
  revenue: decimalString,
  lo80: decimalString,
  hi80: decimalString,
  lo95: decimalString,
  hi95: decimalString,
  modelRevenue: decimalString,
  naiveRevenue: decimalString,
  expectedError: z.number(),
  sigma: z.number().nullable(),
});

const reportedAccuracy = z.object({
  meanAbsoluteError: z.number().nullable(),
  source: z.enum(['backtest', 'realised']),
  skill: z.number().nullable(),
  n: z.int(),
});

const gateFinding = z.object({
  rule: z.string(),
  severity: z.enum(['hold', 'warn']),
  figure: z.number().nullable(),
  limit: z.number().nullable(),
  message: z.string(),
});

const batchFacts = z.object({
  shift: z.number().nullable(),
  allZero: z.boolean(),
  negative: z.boolean(),
  late: z.boolean(),
});

export const forecastRecord = revised.extend({
  accountId,
  businessDate: isoDate,
  currency: currencyCode,
  modelId: z.string(),
  modelKind: z.enum(FORECAST_KINDS),
  confidence: z.enum(['low', 'normal']),
  served: z.enum(SERVED),
  observedDays: z.int(),
  status: z.enum(FORECAST_STATUSES),
  holdId: z.string().nullable(),
  accuracy: reportedAccuracy,
  facts: batchFacts.nullable(),
  findings: z.array(gateFinding),
  days: z.array(forecastDay),
});

/** One day of a published forecast, without the others. */
export const targetForecastRecord = forecastRecord
  .pick({
    accountId: true,
    businessDate: true,
    revision: true,
    currency: true,
    modelId: true,
    served: true,
    observedDays: true,
  })
  .extend({ day: forecastDay });

/** What is served of one target date. */
export const servedForecastRecord = forecastRecord
  .omit({ days: true, hash: true, status: true, holdId: true, findings: true, facts: true })
  .extend({ day: forecastDay });

/** What may stand before it. */
export const newestForecastRecord = forecastRecord.pick({
  businessDate: true,
  revision: true,
  status: true,
  holdId: true,
  findings: true,
});

export const scoreRecord = z.object({
  accountId,
  targetDate: isoDate,
  businessDate: isoDate,
  step: z.int(),
  currency: currencyCode,
  modelId: z.string(),
  served: z.enum(SERVED),
  observedDays: z.int(),
  actual: z.number(),
  mean: z.number(),
  modelMean: z.number(),
  naiveMean: z.number(),
  sigma: z.number().nullable(),
  width80: z.number(),
  inside80: z.boolean(),
  inside95: z.boolean(),
});

const recipeOutline = z.object({
  kind: z.enum(MODEL_KINDS),
  reason: z.string(),
  confidence: z.enum(['low', 'normal']),
  settings: z.object({ depthDays: z.int(), polynomialDegree: z.int() }),
  data: z.object({ from: isoDate, to: isoDate, observed: z.int() }),
  candidates: z.array(z.object({ name: z.string() })),
  features: z.array(z.object({ name: z.string() })),
  backtest: z.object({ origins: z.int(), buckets: z.array(z.object({ step: z.int() })) }),
});

/** The forecasting's own document: looked at in outline and kept whole, so that a field it gets later is not lost here. */
const recipe = z.custom<ForecastModel>((value) => recipeOutline.safeParse(value).success, 'forecast model');

export const modelRecord = z.object({
  id: z.string(),
  accountId,
  businessDate: isoDate,
  currency: currencyCode,
  codeVersion: z.string(),
  version: z.int().min(1),
  stage: z.enum(MODEL_STAGES),
  createdAt: z.string(),
  promotion: z.object({ by: decidedBy, reason: z.string(), at: z.string(), sequence: z.int().min(1) }).nullable(),
  /** The champions before it, the nearest first; see `registry.ts`. */
  rollbackTo: z.array(z.string()),
  recipe,
});

export const toModel = ({ recipe: model, rollbackTo: _, ...row }: z.output<typeof modelRecord>): StoredModel => ({
  ...model,
  ...row,
});

export const modelEventRecord = z.object({
  accountId,
  modelId: z.string(),
  version: z.int(),
  event: z.enum(['registered', 'promoted', 'rolled-back']),
  by: decidedBy,
  reason: z.string(),
  at: z.string(),
});
