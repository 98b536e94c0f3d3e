// The shapes of answers about predictions on demand.
import { z } from 'zod';
import { FORECAST_KINDS } from '../domain/forecast/model.ts';
import { SERVED } from '../domain/forecast/types.ts';
import { BULK_STATUSES } from '../ports/store.ts';
import { amount, count, currency, date, instant, next } from './schema-parts.ts';

export const prediction = z
  .strictObject({
    account: z.string().nullable().describe('Null: from a history that came along.'),
    currency: currency.nullable(),
    businessDate: date.describe('The last day that it knows.'),
    observedDays: count,
    missingDays: count.describe('Days between the first and the last one without a figure; they were left out.'),
    confidence: z.enum(['low', 'normal']).describe('low: fewer than 7 observed days.'),
    served: z.enum(SERVED).describe("naive: last week's value, because the account's model has been worse."),
    model: z.strictObject({
      id: z.string().nullable().describe('Null: trained for this prediction only.'),
      kind: z.enum(FORECAST_KINDS),
      reason: z.string(),
    }),
    days: z.array(
      z.strictObject({
        step: z.int().min(1),
        targetDate: date,
        revenue: amount,
        lo80: amount,
        hi80: amount,
        lo95: amount,
        hi95: amount,
        expectedError: amount.describe('Mean absolute error to expect.'),
      }),
    ),
  })
  .meta({ id: 'Prediction' });

export const bulkView = z
  .strictObject({
    id: z.string(),
    status: z.enum(BULK_STATUSES),
    horizonDays: z.int().min(1),
    questions: count,
    parts: count,
    answered: count,
    refused: count.describe('Answered with an error instead of a prediction.'),
    createdBy: z.string(),
    createdAt: instant,
    finishedAt: instant.nullable(),
    error: z.string().nullable().describe('Why all of it failed.'),
    links: z.strictObject({ self: z.string(), temporal: z.string(), result: z.string() }),
  })
  .meta({ id: 'BulkPrediction' });

export const bulkList = z.strictObject({ predictions: z.array(bulkView), next }).meta({ id: 'BulkPredictionList' });

export const bulkResult = z
  .array(
    z.strictObject({
      index: count.describe('Of the question, from 0.'),
      prediction: prediction.optional(),
      error: z.strictObject({ code: z.string(), message: z.string() }).optional(),
    }),
  )
  .meta({ id: 'BulkPredictionResult' });
