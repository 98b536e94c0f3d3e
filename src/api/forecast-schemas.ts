// The shapes of answers about forecasts, models, and how good both are.
import { z } from 'zod';
import { FEATURES, FORECAST_KINDS, MODEL_KINDS } from '../domain/forecast/model.ts';
import { FORECAST_STATUSES, MODEL_STAGES, SERVED } from '../domain/forecast/types.ts';
import { ACCURACY_GROUPS } from '../operations/accuracy.ts';
import { amount, count, currency, date, figure, instant, next, revised } from './schema-parts.ts';

const confidence = z.enum(['low', 'normal']).describe('low: fewer than 7 observed days.');
const served = z.enum(SERVED).describe("naive: last week's value is served, because the model has been worse.");
export const decidedBy = z.strictObject({ kind: z.enum(['rule', 'person']), name: z.string() });

export const gateFinding = z.strictObject({
  rule: z.string(),
  severity: z.enum(['hold', 'warn']),
  figure,
  limit: figure,
  message: z.string(),
});

const accuracy = z.strictObject({
  meanAbsoluteError: figure.describe('Of steps 1 to 7, units of the currency.'),
  source: z.enum(['backtest', 'realised']),
  skill: figure.describe("1 - error / error of last week's value."),
  n: count,
});

const dayFields = {
  step: z.int().min(1).describe('1 is the day after the business date.'),
  targetDate: date,
  revenue: amount,
  lo80: amount,
  hi80: amount,
  lo95: amount,
  hi95: amount,
  modelRevenue: amount,
  naiveRevenue: amount,
  expectedError: z.number().describe('Mean absolute error to expect, units of the currency.'),
  sigma: figure,
};

const headFields = {
  accountId: z.string(),
  businessDate: date.describe('The day it was made on.'),
  currency,
  modelId: z.string(),
  modelKind: z.enum(FORECAST_KINDS),
  confidence,
  observedDays: count.describe(
    'Days it was made from. 0: a forecast of 0.1, whose intervals and errors are not known.',
  ),
  served,
  accuracy,
};

export const withheld = z.strictObject({
  businessDate: date,
  revision: z.int().min(1),
  status: z.enum(FORECAST_STATUSES).exclude(['published']),
  holdId: z.string().nullable(),
  findings: z.array(gateFinding),
  why: z.string().describe('Why it is not served, in words, and what to do about one that is held.'),
});

export const currentForecast = z.strictObject({
  ...headFields,
  ...dayFields,
  revision: z.int().min(1),
  recordedAt: instant,
  lastGood: z.boolean().describe('True: the last good forecast; a newer one of the same day is not published.'),
  withheld: withheld.nullable().describe('That newer one.'),
});

export const currentForecasts = z
  .strictObject({ forecasts: z.array(currentForecast) })
  .meta({ id: 'CurrentForecasts' });

const storedForecast = z
  .strictObject({
    ...headFields,
    days: z.array(z.strictObject(dayFields)),
    status: z.enum(FORECAST_STATUSES),
    findings: z.array(gateFinding),
    facts: z
      .strictObject({ shift: figure, allZero: z.boolean(), negative: z.boolean(), late: z.boolean() })
      .nullable()
      .describe('What the gate of the whole day looked at.'),
    holdId: z.string().nullable(),
    ...revised,
  })
  .meta({ id: 'Forecast' });

const promotion = z.strictObject({ by: decidedBy, reason: z.string(), at: instant, sequence: z.int().min(1) });

export const modelHead = {
  id: z.string(),
  accountId: z.string(),
  version: z.int().min(1),
  stage: z.enum(MODEL_STAGES),
  kind: z.enum(MODEL_KINDS),
  reason: z.string(),
  confidence,
  businessDate: date.describe('The last day it could see.'),
  currency,
  createdAt: instant,
  promotion: promotion.nullable(),
};

const backtestFigures = {
  fromStep: z.int().min(1).describe('The steps it stands for, both included.'),
  toStep: z.int().min(1),
  n: count,
  meanAbsoluteError: figure,
  naiveMeanAbsoluteError: figure.describe("Of last week's value."),
  wape: figure.describe('Sum of absolute errors / sum of absolute revenue.'),
  skill: figure.describe("1 - error / error of last week's value."),
  bias: figure.describe('Mean error; above 0 is too high.'),
};
export const backtestRow = z.strictObject(backtestFigures);

export const modelSummary = z
  .strictObject({
    ...modelHead,
    observed: count,
    backtest: backtestRow.nullable().describe('Step 1 of its backtest.'),
  })
  .meta({ id: 'ModelSummary' });

export const forecastOfDate = z
  .strictObject({
    forecast: storedForecast.describe('The newest revision, whatever its status.'),
    model: modelSummary.nullable(),
  })
  .meta({ id: 'ForecastOfDate' });

export const forecastRevisions = z
  .strictObject({ forecasts: z.array(storedForecast) })
  .meta({ id: 'ForecastRevisions' });

export const modelList = z.strictObject({ models: z.array(modelSummary) }).meta({ id: 'ModelList' });

const candidates = z.array(z.strictObject({ name: z.string(), errors: z.array(figure), weights: z.array(z.number()) }));

export const modelParts = {
  settings: z.strictObject({ depthDays: z.int(), polynomialDegree: z.union([z.literal(1), z.literal(2)]) }),
  data: z.strictObject({
    from: date,
    to: date,
    observed: count,
    missing: count,
    outliers: count,
    closedWeekdays: z.array(z.int().min(1).max(7)),
  }),
  features: z.array(z.strictObject({ name: z.enum(FEATURES), used: z.boolean(), gain: figure, reason: z.string() })),
};

export const model = z
  .strictObject({
    ...modelHead,
    codeVersion: z.string(),
    ...modelParts,
    candidates,
    sources: z
      .array(z.strictObject({ sourceId: z.string(), candidates }))
      .optional()
      .describe('Where the account is forecast as the sum of its sources.'),
    backtest: z.strictObject({
      origins: count,
      buckets: z.array(
        z.strictObject({
          step: z.int().min(1),
          n: count,
          meanAbsoluteError: figure,
          meanAbsoluteActual: figure,
          naiveMeanAbsoluteError: figure,
          sigma: z.number(),
          naiveSigma: z.number(),
          bias: figure,
          scores: z
            .strictObject({ lo95: z.number(), lo80: z.number(), hi80: z.number(), hi95: z.number() })
            .nullable()
            .describe('Quantiles of its errors in units of sigma; null: too few errors to say.'),
        }),
      ),
    }),
  })
  .meta({ id: 'Model' });

export const modelEvents = z
  .strictObject({
    events: z.array(
      z.strictObject({
        accountId: z.string(),
        modelId: z.string(),
        version: z.int().min(1),
        event: z.enum(['registered', 'promoted', 'rolled-back']),
        by: decidedBy,
        reason: z.string(),
        at: instant,
      }),
    ),
  })
  .meta({ id: 'ModelEvents' });

export const waitingChallengers = z
  .strictObject({
    challengers: z.array(
      z.strictObject({ accountId: z.string(), challenger: modelSummary, champion: modelSummary.nullable() }),
    ),
    next,
  })
  .meta({ id: 'WaitingChallengers' });

export const registryChange = z
  .strictObject({
    accountId: z.string(),
    version: z.int().min(1),
    modelId: z.string(),
    previousVersion: z.int().min(1).nullable(),
    changed: z.boolean().describe('False: it was the champion already.'),
  })
  .meta({ id: 'RegistryChange' });

export const scoreList = z
  .strictObject({
    scores: z.array(
      z.strictObject({
        accountId: z.string(),
        targetDate: date,
        businessDate: date,
        step: z.int().min(1),
        currency,
        modelId: z.string(),
        served,
        observedDays: count,
        actual: z.number(),
        mean: z.number().describe('What was published.'),
        modelMean: z.number(),
        naiveMean: z.number(),
        sigma: figure,
        width80: z.number(),
        inside80: z.boolean(),
        inside95: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'ScoreList' });

export const accuracyReport = z
  .strictObject({
    by: z.enum(ACCURACY_GROUPS),
    from: date,
    to: date,
    maxStep: z.int().min(1),
    rows: z.array(
      z.strictObject({
        group: z.string(),
        currency,
        n: count,
        meanAbsoluteError: figure,
        wape: figure.describe('Sum of absolute errors / sum of absolute revenue.'),
        bias: figure.describe('Mean error; above 0 is too high.'),
        coverage80: figure,
        coverage95: figure,
        skill: figure.describe("1 - error / error of last week's value."),
        modelSkill: figure,
        meanWidth80: figure,
      }),
    ),
    next,
  })
  .meta({ id: 'AccuracyReport' });

const stage = z.enum(MODEL_STAGES);
export const backtestRows = z
  .array(
    z.union([
      z.strictObject({
        account: z.string(),
        cohort: z.string().nullable(),
        version: z.int().min(1),
        stage,
        kind: z.enum(MODEL_KINDS),
        businessDate: date,
        currency,
        ...backtestFigures,
      }),
      z.strictObject({
        cohort: z.string(),
        stage,
        fromStep: backtestFigures.fromStep,
        toStep: backtestFigures.toStep,
        models: count,
        leftOut: count.describe('Models with an error of 0, which has no place in a geometric mean.'),
        n: count,
        errorRatio: figure.describe("Geometric mean of error / error of last week's value."),
        skill: figure,
      }),
    ]),
  )
  .meta({ id: 'BacktestRows' });
