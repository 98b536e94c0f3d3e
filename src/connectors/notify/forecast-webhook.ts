// Published forecasts by webhook, signed as alerts are. docs/forecast-webhook.schema.json comes from the schema here.
import { z } from 'zod';
import type { StoredForecast } from '../../domain/forecast/types.ts';
import type { ForecastReceiver, PublishedForecast } from '../../ports/forecast-receiver.ts';
import { createSignedPost, type SignedPostOptions } from './signed-post.ts';

const date = z.iso.date();
const amount = z.string().describe('An exact decimal, in the currency of the forecast.');

export const forecastPayload = z
  .strictObject({
    type: z.literal('forecast.published'),
    timestamp: z.iso.datetime().describe('When it was found to be published.'),
    data: z.strictObject({
      accountId: z.string(),
      businessDate: date.describe('The last day that the forecast knows.'),
      revision: z.int().min(1).describe('A corrected day brings a forecast with a higher one; the highest counts.'),
      currency: z.string(),
      modelId: z.string(),
      modelKind: z.string(),
      confidence: z.enum(['low', 'normal']),
      served: z.string().describe('Whether the model or the naive forecast is served.'),
      days: z.array(
        z.strictObject({
          step: z.int().min(1),
          targetDate: date,
          revenue: amount,
          lo80: amount,
          hi80: amount,
          lo95: amount,
          hi95: amount,
        }),
      ),
    }),
  })
  .meta({ title: 'Morrow forecast' });

export type ForecastPayload = z.infer<typeof forecastPayload>;

export function toForecastPayload({ at, forecast }: PublishedForecast): ForecastPayload {
  const { accountId, businessDate, revision, currency, modelId, modelKind, confidence, served } = forecast;
  return {
    type: 'forecast.published',
    timestamp: at,
    data: {
      accountId,
      businessDate,
      revision,
      currency,
      modelId,
      modelKind,
      confidence,
      served,
      days: forecast.days.map(toDay),
    },
  };
}

const toDay = ({ step, targetDate, revenue, lo80, hi80, lo95, hi95 }: StoredForecast['days'][number]) => ({
  step,
  targetDate,
  revenue,
  lo80,
  hi80,
  lo95,
  hi95,
});

/** @throws MorrowError INVALID_CONFIG when the secret cannot be one. */
export function createForecastReceiver(options: SignedPostOptions): ForecastReceiver {
  const post = createSignedPost(options);
  return { deliver: (published) => post(published.id, toForecastPayload(published)) };
}
